namespace Elbo.Engine;

/// <summary>The numbers that Adam (Kingma and Ba 2015, algorithm 1) needs in one step, t; the same for every weight.</summary>
internal readonly struct AdamStep
{
    public const float Beta1 = 0.9f;
    public const float Beta2 = 0.999f;
    public const float Epsilon = 1e-8f;

    /// <summary>
    /// Added to both moments in each step. Where a gradient stays 0, they would otherwise decay into denormal numbers, where some processors
    /// need a hundred times as long; what it settles at, 1e-27, moves no weight, ε being 1e-8.
    /// </summary>
    public const float Floor = 1e-30f;

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
        first = Beta1 * first + ((1 - Beta1) * gradient + Floor);
        second = Beta2 * second + ((1 - Beta2) * gradient * gradient + Floor);
        weight -= StepSize * first / (MathF.Sqrt(second) * InverseCorrection2 + Epsilon);
    }
}
