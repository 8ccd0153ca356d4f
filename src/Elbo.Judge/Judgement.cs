using Elbo.Evaluation;

namespace Elbo.Judge;

/// <summary>All that is known of synthetic rows: how similar they are, how useful, whether they can be told from real ones, how private they are.</summary>
internal sealed record Judgement
{
    /// <summary>The rows.</summary>
    public required JudgedTables Tables { get; init; }

    public required Quality Quality { get; init; }

    /// <summary>Null if there is no column to predict.</summary>
    public Usefulness? Usefulness { get; init; }

    /// <summary>Null if there are too few rows.</summary>
    public Detection? Detection { get; init; }

    public required Privacy Privacy { get; init; }

    /// <summary>The most rows that a learner sees, and whose distances are measured.</summary>
    public sealed record Limits(int Learners = 50_000, int Distances = 5_000);

    /// <param name="tables">The rows.</param>
    /// <param name="target">A column to predict; null chooses one.</param>
    /// <param name="limits">How many rows are used.</param>
    /// <param name="progress">The share that is done.</param>
    /// <param name="cancellation">Stops between parts.</param>
    /// <exception cref="DataException">The target cannot be predicted.</exception>
    public static Judgement Of(
        JudgedTables tables, string? target = null, Limits? limits = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        limits ??= new();
        var place = Usefulness.TargetOf(tables, target);
        var (done, all) = (0, Detection.Trainings + (place is { } column ? Usefulness.Trainings(tables, column) : 0) + 2.0);
        var quality = Quality.Of(tables, cancellation);
        Told();
        var privacy = Privacy.Of(tables, limits.Distances, cancellation);
        Told();
        return new()
        {
            Tables = tables,
            Quality = quality,
            Privacy = privacy,
            Detection = Detection.Of(tables, limits.Learners, Told, cancellation),
            Usefulness = place is { } at ? Usefulness.Of(tables, at, limits.Learners, Told, cancellation) : null,
        };

        void Told() => progress?.Report(Math.Min(1, done++ / all));
    }

    /// <summary>The verdict in a sentence or two, with its severity.</summary>
    public (Severity Severity, string Sentence) Verdict()
    {
        var sentences = new List<string>
        {
            Quality.Overall switch
            {
                >= 0.95 => "Columns and pairs of columns are close to the real ones.",
                >= 0.9 => "Columns and pairs of columns resemble the real ones.",
                >= 0.8 => "Columns and pairs of columns resemble the real ones roughly.",
                _ => "Columns or pairs of columns differ from the real ones.",
            },
        };
        if (Detection is { } detection)
            sentences.Add(FormattableString.Invariant(
                $"Boosted trees tell whole rows from real ones with an AUROC of {detection.BoostedTrees:F3}; 0.5 is chance."));
        if (Usefulness is { } useful)
            sentences.Add(FormattableString.Invariant(
                $"A learner of {useful.Target} trained on them reaches F1 {useful.SyntheticMean.F1:F3}, on real rows {useful.RealMean.F1:F3}."));
        if (Privacy.IsNearerThanChance == true)
            sentences.Add("They are nearer to the real rows than chance makes them: single rows may have been imitated.");
        else if (Privacy.IsNearerThanChance == false)
            sentences.Add("They are no nearer to the real rows than held-out rows are.");
        var severity = Privacy.IsNearerThanChance == true || Quality.Overall < 0.8 ? Severity.Warning : Severity.Info;
        return (severity, string.Join(' ', sentences));
    }
}
