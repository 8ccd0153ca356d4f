namespace Elbo.Training;

/// <summary>What one step saw, summed over its batch.</summary>
/// <param name="Examples">B.</param>
/// <param name="Distortion">Σ distortion, nats.</param>
/// <param name="Rate">Σ rate, nats.</param>
/// <param name="Objective">Σ of what was minimised, nats.</param>
internal readonly record struct StepTotals(int Examples, double Distortion, double Rate, double Objective)
{
    public static StepTotals operator +(StepTotals a, StepTotals b) =>
        new(a.Examples + b.Examples, a.Distortion + b.Distortion, a.Rate + b.Rate, a.Objective + b.Objective);
}
