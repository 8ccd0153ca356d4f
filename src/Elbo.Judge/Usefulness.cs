using Elbo.Data.Tables;

namespace Elbo.Judge;

/// <summary>Learners trained on synthetic rows and on real ones, tested on the same real rows: what a model of the synthetic rows is worth.</summary>
/// <param name="Target">The column that is predicted.</param>
/// <param name="Positive">The class whose F1 and AUROC are shown, the rarer of two; null for the mean over more.</param>
/// <param name="Rows">Rows that the learners are tested on.</param>
/// <param name="Learners">Each learner's scores.</param>
internal sealed record Usefulness(string Target, string? Positive, int Rows, IReadOnlyList<LearnerScores> Learners)
{
    /// <summary>More classes than this would take too long.</summary>
    public const int MostClasses = 30;

    public ClassScores RealMean => ClassScores.Mean(Learners.Select(learner => learner.Real));

    public ClassScores SyntheticMean => ClassScores.Mean(Learners.Select(learner => learner.Synthetic));

    /// <summary>The place of a column to predict: the one asked for, or the last that has names and few of them; null if there is none.</summary>
    /// <exception cref="DataException">The column that was asked for cannot be predicted; the message says why.</exception>
    public static int? TargetOf(JudgedTables tables, string? asked)
    {
        string[] fitting = [.. tables.Columns.Where(IsTarget).Select(column => column.Name)];
        var choices = fitting.Length == 0 ? "No column has names to predict; leave --target out." : $"Use --target {CommandWord(fitting[^1])}.";
        if (asked is null)
            return tables.Columns is { Count: > 1 } && IsTarget(tables.Columns[^1]) ? tables.Columns.Count - 1 : null;
        for (var i = 0; i < tables.Columns.Count; i++)
            if (tables.Columns[i].Name == asked)
                return IsTarget(tables.Columns[i]) ? i : throw new DataException(tables.Columns[i].Kind.HasNames()
                    ? $"--target was {asked}, which has {tables.Columns[i].Categories.Count} names; it must have from 2 to {MostClasses}. {choices}"
                    : $"--target was {asked}, a column of numbers; classifiers predict names. {choices}");
        var names = string.Join(", ", tables.Columns.Select(column => column.Name));
        throw new DataException($"--target was {asked}, but the judged columns are {names}. {choices}");
    }

    /// <param name="tables">The rows; without held-out ones a fifth of the real rows are.</param>
    /// <param name="target">The column to predict.</param>
    /// <param name="most">The most rows that a learner sees.</param>
    /// <param name="told">Called before each training.</param>
    /// <param name="cancellation">Stops between trainings.</param>
    public static Usefulness? Of(JudgedTables tables, int target, int most, Action told, CancellationToken cancellation)
    {
        var (real, test) = tables.Test is { } heldOut ? (tables.Real, heldOut) : Split(tables.Real);
        (real, test, var synthetic) = (Known(real, target, most), Known(test, target, most), Known(tables.Synthetic, target, most));
        if (real.Count == 0 || test.Count == 0 || synthetic.Count == 0)
            return null;
        var classes = tables.Columns[target].Categories.Count;
        int[] truth = Labels(test, target), present = [.. Labels(real, target).Concat(truth).Distinct().Order()];
        if (present.Length < 2)
            return null;
        int? positive = present.Length > 2 ? null : Labels(real, target).CountBy(label => label).MinBy(pair => (pair.Value, pair.Key)).Key;
        var features = new RowFeatures(real, target);
        var (x, rows) = ((Real: features.Of(real), Synthetic: features.Of(synthetic)), features.Of(test));
        var learners = new List<LearnerScores>();
        foreach (var learner in Learner.All)
        {
            var fromReal = Score(learner, x.Real, Labels(real, target));
            learners.Add(new(learner.Name, fromReal, Score(learner, x.Synthetic, Labels(synthetic, target))));
        }
        return new(tables.Columns[target].Name, positive is { } kind ? tables.Columns[target].Categories[kind] : null, test.Count, learners);

        ClassScores Score(Learner learner, float[][] training, int[] labels)
        {
            var scores = new double[classes][];
            var predicted = new int[rows.Length];
            foreach (var one in positive is { } only ? [only] : present)
            {
                cancellation.ThrowIfCancellationRequested();
                told();
                var verdicts = learner.Predict(training, [.. labels.Select(label => label == one)], rows);
                scores[one] = [.. verdicts.Select(verdict => (double)verdict.Score)];
                if (positive is not null)
                    predicted = [.. verdicts.Select(verdict => verdict.PredictedLabel ? one : present.First(other => other != one))];
            }
            if (positive is null)
                predicted = [.. Enumerable.Range(0, rows.Length).Select(row => present.MaxBy(kind => scores[kind][row]))];
            return ClassScores.Of(truth, predicted, scores, positive);
        }
    }

    /// <summary>How many trainings there are.</summary>
    public static int Trainings(JudgedTables tables, int target) =>
        2 * Learner.All.Count * (tables.Columns[target].Categories.Count == 2 ? 1 : tables.Columns[target].Categories.Count);

    private static bool IsTarget(Column column) => column.Kind.HasNames() && column.Categories.Count is >= 2 and <= MostClasses;

    private static string CommandWord(string name) => Files.CommandWords.Quote(name);

    private static int[] Labels(Table rows, int target) => [.. rows.Values(target).Select(label => (int)label)];

    /// <summary>The rows that have a class.</summary>
    private static Table Known(Table rows, int target, int most) => JudgedTables.Sample(
        rows.Select([.. Enumerable.Range(0, rows.Count).Where(row => !double.IsNaN(rows[row, target]))]), most, seed: 1);

    private static (Table Real, Table Test) Split(Table real)
    {
        var order = Compute.Randomness.Shuffle.Permutation(real.Count, 1, 0);
        return (real.Select([.. order.Skip(real.Count / 5)]), real.Select([.. order.Take(real.Count / 5)]));
    }
}

/// <param name="Learner">Its name.</param>
/// <param name="Real">Trained on real rows.</param>
/// <param name="Synthetic">Trained on synthetic rows.</param>
internal sealed record LearnerScores(string Learner, ClassScores Real, ClassScores Synthetic);
