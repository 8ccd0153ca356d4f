namespace Elbo.Training;

/// <summary>The numbers that matrix products are done in while training. Weights, losses, moments and evaluation are float32 in any case.</summary>
public enum Precision
{
    /// <summary>float32.</summary>
    Fp32,

    /// <summary>bfloat16: float32's range with 8 significant bits, twice as fast on processors and GPUs that multiply it.</summary>
    Bf16,
}
