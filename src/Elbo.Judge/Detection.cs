using Elbo.Analysis.Scoring;
using Elbo.Compute.Randomness;

namespace Elbo.Judge;

/// <summary>Whether learners tell synthetic rows from real ones that they have not seen: the mean AUROC over the folds, 0.5 if they cannot.</summary>
/// <param name="BoostedTrees">Of boosted trees, which see any dependence between columns.</param>
/// <param name="LogisticRegression">Of a linear learner, which sees shifts of columns.</param>
/// <param name="Rows">Rows of each kind.</param>
internal sealed record Detection(double BoostedTrees, double LogisticRegression, int Rows)
{
    private const int Folds = 3;

    public const int Trainings = 2 * Folds;

    /// <returns>Null if there are too few rows for the folds.</returns>
    public static Detection? Of(JudgedTables tables, int most, Action told, CancellationToken cancellation)
    {
        var count = Math.Min(most, Math.Min(tables.Real.Count, tables.Synthetic.Count));
        if (count < 2 * Folds)
            return null;
        var (real, synthetic) = (JudgedTables.Sample(tables.Real, count, seed: 2), JudgedTables.Sample(tables.Synthetic, count, seed: 3));
        var features = new RowFeatures(real);
        float[][] x = [.. features.Of(real), .. features.Of(synthetic)];
        var order = Shuffle.Permutation(x.Length, 4, 0);
        return new(Mean(Learner.BoostedTrees), Mean(Learner.LogisticRegression), count);

        double Mean(Learner learner) => Enumerable.Range(0, Folds).Average(fold =>
        {
            cancellation.ThrowIfCancellationRequested();
            told();
            int[] training = [.. order.Where((_, i) => i % Folds != fold)], held = [.. order.Where((_, i) => i % Folds == fold)];
            var verdicts = learner.Predict(
                [.. training.Select(i => x[i])], [.. training.Select(i => i >= count)], [.. held.Select(i => x[i])]);
            var scores = verdicts.Select((verdict, i) => (Score: (double)verdict.Score, IsSynthetic: held[i] >= count)).ToList();
            return RocCurve.Area(
                [.. scores.Where(pair => !pair.IsSynthetic).Select(pair => pair.Score)],
                [.. scores.Where(pair => pair.IsSynthetic).Select(pair => pair.Score)]);
        });
    }
}
