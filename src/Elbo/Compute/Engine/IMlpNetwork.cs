namespace Elbo.Compute.Engine;

/// <summary>The interface of a network for the engine, whatever vector, activation and target it was compiled for.</summary>
internal interface IMlpNetwork
{
    /// <summary>Rows of the input: the largest batch, padded.</summary>
    int Rows { get; }

    /// <summary>Σ distortion over the batch of the last step, nats.</summary>
    double Distortion { get; }

    /// <summary>Σ rate over the batch of the last step, nats.</summary>
    double Rate { get; }

    /// <summary>Σ of an importance-weighted bound over the batch of the last step, nats; null for the ELBO.</summary>
    double? Bound { get; }

    bool IsFinite { get; }

    bool GradientIsFinite { get; }

    /// <summary>Where an example's values and its condition go, [D + C]; 0 for rows beyond the examples.</summary>
    Span<float> Input(int example);

    /// <summary>Where an example's targets go; empty where they are its input. 0 for rows beyond the examples.</summary>
    Span<float> Target(int example);

    /// <summary>Gives one draw of an example its eps, [L].</summary>
    void SetNoise(int example, int draw, ReadOnlySpan<float> eps);

    /// <summary>Says how many rows of the input are examples; before a step.</summary>
    void SetExamples(int examples);

    /// <summary>One thread's part of a step; input and noise are in place on every thread.</summary>
    void Step(int thread, int examples, StepRequest request);

    /// <summary>Floats of all gradients, padded.</summary>
    int GradientLength { get; }

    /// <summary>One thread's part of an update from kept gradients.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="gradient">Where <see cref="Step"/> left them (float*).</param>
    /// <param name="adam">Adam's numbers of this step.</param>
    void Update(int thread, nint gradient, AdamStep adam);

    /// <summary>Copies weights and moments in or out; layers in the order of the state dict: encoder, mu, logvar, decoder.</summary>
    void Exchange(IReadOnlyList<PlainLayer> plain, bool load);
}

/// <summary>All that one step of the managed engine needs to know.</summary>
/// <param name="Adam">Adam's numbers of this step.</param>
/// <param name="DistortionScale">Factor of the distortion's gradient: 1 / B, or 1 / (B·D) for the mean reduction.</param>
/// <param name="RateScale">Factor of the rate's gradient: β / B.</param>
/// <param name="Batch">Examples that the objective is averaged over, B: those of all processes.</param>
/// <param name="Gradient">Where gradients go (float*) that are added up over processes before Adam gets them; 0 for straight into Adam.</param>
internal readonly record struct StepRequest(AdamStep Adam, float DistortionScale, float RateScale, int Batch, nint Gradient = 0);

/// <summary>Examples as rows of floats; read by any number of threads at once.</summary>
internal interface IExampleRows
{
    int Count { get; }

    /// <summary>True where targets are inputs over 0.5 and not the inputs themselves.</summary>
    bool HasThreshold { get; }

    /// <summary>Announces the examples that are read next.</summary>
    void Expect(int first, int count);

    /// <summary>Writes what the encoder sees of an example, [D].</summary>
    void Input(int example, Span<float> row);

    /// <summary>Writes what the likelihood is asked about; NaN where it is missing.</summary>
    void Target(int example, Span<float> row);
}
