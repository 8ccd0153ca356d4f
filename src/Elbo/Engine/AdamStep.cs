namespace Elbo.Engine;

/// <summary>The numbers that Adam (Kingma and Ba 2015, algorithm 1) needs in one step, t; the same for every weight.</summary>
internal readonly struct AdamStep
{
    public const float Beta1 = 0.9f;
    public const float Beta2 = 0.999f;
    public const float Epsilon = 1e-8f;

    /// <summary>A moment below this moves no weight, ε being 1e-8; it is taken as 0.</summary>
    public const float Negligible = 1e-30f;

    /// <summary>A gradient below this moves no weight either, and its square would be denormal; it is taken as 0.</summary>
    public const float NegligibleGradient = 1e-15f;

    public AdamStep(double learningRate, long t)
    {
        StepSize = (float)(learningRate / (1 - Math.Pow(0.9, t)));
        InverseCorrection2 = (float)(1 / Math.Sqrt(1 - Math.Pow(0.999, t)));
    }

    /// <summary>lr / (1 − β1ᵗ).</summary>
    public float StepSize { get; }

    /// <summary>1 / √(1 − β2ᵗ).</summary>
    public float InverseCorrection2 { get; }

    /// <summary>Updates one weight from its gradient.</summary>
    public void Update(ref float weight, ref float first, ref float second, float gradient)
    {
        first += (1 - Beta1) * (gradient - first);
        second = Beta2 * second + (1 - Beta2) * gradient * gradient;
        weight -= StepSize * first / (MathF.Sqrt(second) * InverseCorrection2 + Epsilon);
    }
}
