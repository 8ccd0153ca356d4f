using Elbo.Compute.Randomness;

namespace Elbo.Data;

/// <summary>Draws the examples whose label is known to a model that learns from few labels.</summary>
internal static class KnownLabels
{
    /// <summary>The same number of each class, if <paramref name="count"/> allows, else one more of the first ones. The examples of a smaller number are
    /// among those of a larger one of the same seed.</summary>
    /// <param name="labels">The class of each training example, below <paramref name="classes"/>.Count; negative without one.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="count">Labels to draw.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="data">The name of the data, for errors.</param>
    /// <returns>Indices of examples, ascending.</returns>
    /// <exception cref="OptionsException">A class would get none, or has too few.</exception>
    public static int[] Draw(ReadOnlySpan<long> labels, IReadOnlyList<string> classes, int count, ulong seed, string data)
    {
        if (count < classes.Count)
            throw new OptionsException([$"labels-known was {count}, but {data} has {classes.Count} classes, and each needs a label or more. "
                + $"Use --labels-known {classes.Count}."]);
        int[] wanted = [.. Enumerable.Range(0, classes.Count).Select(k => count / classes.Count + (k < count % classes.Count ? 1 : 0))];
        var found = new List<int>[classes.Count];
        for (var k = 0; k < found.Length; k++)
            found[k] = [];
        foreach (var example in Shuffle.Permutation(labels.Length, new Philox(seed, RandomStream.KnownLabels)))
            if (labels[example] is >= 0 and var k && found[k].Count < wanted[k])
                found[k].Add(example);
        for (var k = 0; k < found.Length; k++)
            if (found[k].Count < wanted[k])
                throw new OptionsException([$"labels-known was {count}, {wanted[k]} of each class, but {data} has {found[k].Count} training examples of "
                    + $"the class {classes[k]}. Use at most --labels-known {Most(labels, classes.Count)}."]);
        int[] drawn = [.. found.SelectMany(examples => examples)];
        Array.Sort(drawn);
        return drawn;
    }

    /// <returns>The data.</returns>
    /// <exception cref="OptionsException">A class has no training example.</exception>
    public static Dataset ThrowIfNone(ReadOnlySpan<long> labels, IReadOnlyList<string> classes, Dataset data)
    {
        for (var k = 0; k < classes.Count; k++)
            if (!labels.Contains(k))
                throw new OptionsException([$"{data.Name} has no training example of the class {classes[k]} left beside the validation split. "
                    + "Use a smaller --validation, or leave the class out."]);
        return data;
    }

    private static int Most(ReadOnlySpan<long> labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
            if (label >= 0)
                counts[label]++;
        return counts.Min() * classes;
    }
}
