using Elbo.Compute.Engine.Losses;

namespace Elbo.Compute.Engine;

/// <summary>A dense network as the engine sees it.</summary>
/// <param name="Inputs">Numbers of an example, D.</param>
/// <param name="Encoder">Widths of the encoder's hidden layers; at least one.</param>
/// <param name="Latents">L.</param>
/// <param name="Decoder">Widths of the decoder's hidden layers; at least one.</param>
/// <param name="Activation">Follows every hidden layer.</param>
/// <param name="Loss">Computation of distortion and gradient.</param>
internal sealed record MlpSpec(
    int Inputs, IReadOnlyList<int> Encoder, int Latents, IReadOnlyList<int> Decoder, EngineActivation Activation, EngineLoss Loss)
{
    /// <summary>Numbers of the condition that both encoder and decoder see behind their own, C; 0 for none.</summary>
    public int Condition { get; init; }

    /// <summary>Numbers that the decoder gives for an example.</summary>
    public int Outputs => HasUnits ? Loss.Units.Sum(loss => loss.Units * loss.Planes) : Inputs;

    /// <summary>Numbers that the likelihood is asked about.</summary>
    public int Targets => HasUnits ? Loss.Units.Sum(loss => loss.Units) : Inputs;

    /// <summary>True if the loss follows the last product in a pass of its own.</summary>
    public bool HasUnits => Loss.Units.Count > 0;

    /// <summary>Components K of a prior that is a mixture of Gaussians; 0 for N(0, I).</summary>
    public int Components { get; init; }

    /// <summary>True if the components are the posteriors of learned inputs, false if they are learned themselves.</summary>
    public bool HasPseudoInputs { get; init; }

    /// <summary>True where the target is 1 for inputs over 0.5 and 0 for others, and not the input itself.</summary>
    public bool HasThreshold { get; init; }
}

internal enum EngineActivation
{
    Relu,
    Tanh,
    Gelu,
    Silu,
}

/// <summary>A layer's numbers in plain row-major arrays, on their way between the engine and the model's modules.</summary>
/// <param name="Weight">[outputs, inputs].</param>
/// <param name="Bias">[outputs].</param>
/// <param name="WeightFirst">Adam's first moment of the weights; empty without moments.</param>
/// <param name="WeightSecond">Adam's second moment of the weights.</param>
/// <param name="BiasFirst">Adam's first moment of the biases.</param>
/// <param name="BiasSecond">Adam's second moment of the biases.</param>
internal sealed record PlainLayer(
    float[] Weight, float[] Bias, float[] WeightFirst, float[] WeightSecond, float[] BiasFirst, float[] BiasSecond)
{
    public bool HasMoments => WeightFirst.Length > 0;
}
