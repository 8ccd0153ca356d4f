using Elbo.Models;

namespace Elbo.Evaluation;

/// <summary>How well a model's classifier q(y given x) finds the labels of examples.</summary>
internal sealed record ClassScores
{
    /// <summary>The names of the K classes.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Examples with a label that is one of the classes, N.</summary>
    public required int Examples { get; init; }

    /// <summary>The share whose likeliest class is the label.</summary>
    public required SampleMean Accuracy { get; init; }

    /// <summary>−log q(label given x), nats per example.</summary>
    public required SampleMean LogLoss { get; init; }

    /// <summary>Examples of each label (row) by likeliest class (column), shape [K, K].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <param name="found">q(y given x) of each example.</param>
    /// <param name="labels">The class of each, negative if it is not known; null if none is.</param>
    /// <param name="names">The names of the classes.</param>
    /// <returns>Null if no label is known.</returns>
    public static ClassScores? Of(ClassProbabilities found, IReadOnlyList<long>? labels, IReadOnlyList<string> names)
    {
        int[] known = labels is null ? [] : [.. Enumerable.Range(0, found.Count).Where(i => labels[i] >= 0)];
        if (known.Length == 0)
            return null;
        var (likeliest, confusion) = (found.Likeliest, names.Select(_ => new int[names.Count]).ToArray());
        foreach (var i in known)
            confusion[labels![i]][likeliest[i]]++;
        return new()
        {
            Names = names,
            Examples = known.Length,
            Accuracy = SampleMean.Of([.. known.Select(i => likeliest[i] == labels![i] ? 1.0 : 0)]),
            LogLoss = SampleMean.Of([.. known.Select(i => -Math.Log(Math.Max(found.Row(i)[(int)labels![i]], float.Epsilon)))]),
            Confusion = confusion,
        };
    }
}
