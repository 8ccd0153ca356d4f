namespace Elbo.Compute.Engine;

/// <summary>A dense network as the engine sees it.</summary>
/// <param name="Inputs">Numbers of an example, D.</param>
/// <param name="Encoder">Widths of the encoder's hidden layers; at least one.</param>
/// <param name="Latents">L.</param>
/// <param name="Decoder">Widths of the decoder's hidden layers; at least one.</param>
/// <param name="Activation">Follows every hidden layer.</param>
/// <param name="Loss">What the last layer computes.</param>
/// <param name="Sigma">The standard deviation of a Gaussian loss; 0 for others.</param>
internal sealed record MlpSpec(
    int Inputs, IReadOnlyList<int> Encoder, int Latents, IReadOnlyList<int> Decoder, EngineActivation Activation, EngineLoss Loss, float Sigma = 0)
{
    /// <summary>True where the target is 1 for inputs over 0.5 and 0 for others, and not the input itself.</summary>
    public bool HasThreshold { get; init; }
}

/// <summary>The activations that the engine compiles.</summary>
internal enum EngineActivation
{
    Relu,
    Tanh,
    Gelu,
    Silu,
}

/// <summary>The distortions that the engine compiles.</summary>
internal enum EngineLoss
{
    Bernoulli,
    Gaussian,
}
