namespace Elbo.Training.Schedules;

/// <summary>Eight stages of 1, 3, 9, …, 2187 epochs, 3,280 in all, in which the learning rate falls from 1e-3 to 1e-4 (Burda et al., "Importance
/// Weighted Autoencoders", 2015, section 5): in stage i it is 10^(−(i−1)/7) of the first one, rounded as in the authors' code.</summary>
[Kind("iwae", "The stages of the IWAE paper", Order = 3)]
public sealed record IwaeStages : LearningRateSchedule
{
    private const int Stages = 8;

    /// <inheritdoc/>
    public override double Factor(double epochs) => Math.Round(Math.Pow(10, 1 - (Stage(Whole(epochs)) - 1) / 7.0), 1) / 10;

    /// <inheritdoc/>
    public override string Describe() => "falling in the IWAE paper's 8 stages of 1, 3, 9, … epochs";

    /// <summary>The stage of the epoch after that many, from 1: i stages have (3ⁱ − 1) / 2 epochs.</summary>
    private static int Stage(double epochs)
    {
        var stage = 1;
        while (stage < Stages && (Math.Pow(3, stage) - 1) / 2 <= epochs)
            stage++;
        return stage;
    }
}
