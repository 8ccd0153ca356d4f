namespace Elbo.Training;

/// <summary>The lowest −ELBO of the split that early stopping watches.</summary>
/// <param name="Lowest">Nats per example; infinite before the first epoch.</param>
/// <param name="Epoch">The epoch that it was measured after, from 1; 0 before the first.</param>
internal readonly record struct Patience(double Lowest, int Epoch)
{
    public static Patience Fresh { get; } = new(double.PositiveInfinity, 0);

    public Patience After(int epoch, double negElbo) => negElbo < Lowest ? new(negElbo, epoch) : this;

    /// <summary>True if early stopping ends training after an epoch. While β rises from 0 the first time, −ELBO may rise with it: those epochs do not
    /// count.</summary>
    public bool IsSpent(TrainingOptions options, int epoch) =>
        options.Patience > 0 && epoch - Math.Max(Epoch, (int)Math.Ceiling(options.Warmup)) >= options.Patience;

    /// <summary>Why training ended, in a sentence.</summary>
    public string Explain(TrainingOptions options) => FormattableString.Invariant(
        $"The {options.StopOn} −ELBO has not fallen below that of epoch {Epoch}, {Lowest:F2} nats, for {options.Patience} epochs.");
}
