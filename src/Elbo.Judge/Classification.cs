using Elbo.Analysis.Scoring;

namespace Elbo.Judge;

/// <summary>How well a learner tells classes of rows that it has not seen.</summary>
/// <param name="Accuracy">Share of the rows that are classified right.</param>
/// <param name="F1">F1 of the rarer of two classes; the mean of every class's where there are more.</param>
/// <param name="Auroc">Area under the ROC curve; the mean of each class against the others where there are more than two.</param>
internal sealed record ClassScores(double Accuracy, double F1, double Auroc)
{
    public static ClassScores Mean(IEnumerable<ClassScores> scores)
    {
        ClassScores[] all = [.. scores];
        return new(all.Average(one => one.Accuracy), all.Average(one => one.F1), all.Average(one => one.Auroc));
    }

    /// <param name="truth">The class of each row, from 0.</param>
    /// <param name="predicted">The learner's.</param>
    /// <param name="scores">Its score of each class, shape [classes, N].</param>
    /// <param name="positive">The class whose F1 and AUROC count; null takes the mean over all that occur.</param>
    public static ClassScores Of(IReadOnlyList<int> truth, IReadOnlyList<int> predicted, IReadOnlyList<IReadOnlyList<double>> scores, int? positive)
    {
        int[] classes = positive is { } one ? [one] : [.. truth.Distinct().Order()];
        return new(
            truth.Zip(predicted).Average(pair => pair.First == pair.Second ? 1.0 : 0),
            classes.Average(kind => F1Of(truth, predicted, kind)),
            classes.Average(kind => AreaOf(truth, scores[kind], kind)));
    }

    /// <summary>2 TP / (2 TP + FP + FN); 0 where that is 0 / 0.</summary>
    private static double F1Of(IReadOnlyList<int> truth, IReadOnlyList<int> predicted, int kind)
    {
        var right = truth.Zip(predicted).Count(pair => pair.First == kind && pair.Second == kind);
        var all = truth.Count(label => label == kind) + predicted.Count(label => label == kind);
        return all == 0 ? 0 : 2.0 * right / all;
    }

    private static double AreaOf(IReadOnlyList<int> truth, IReadOnlyList<double> scores, int kind)
    {
        double[] with = [.. scores.Where((_, i) => truth[i] == kind)], without = [.. scores.Where((_, i) => truth[i] != kind)];
        return with.Length == 0 || without.Length == 0 ? double.NaN : RocCurve.Area(without, with);
    }
}
