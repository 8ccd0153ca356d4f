using Elbo.Cli.Examples;
using Elbo.Files;

namespace Elbo.Cli.Verbs;

/// <summary>Which examples <c>--normal</c> calls normal; all others are anomalies.</summary>
internal static class NormalExamples
{
    /// <summary>For each example whether it is normal; at least one is, and at least one is not.</summary>
    /// <param name="given">The examples.</param>
    /// <param name="names">Labels by name or number.</param>
    /// <exception cref="OptionsException">The examples have no labels, none of such a name, or all or none are normal.</exception>
    public static bool[] Of(GivenExamples given, string[] names)
    {
        if (given.Labels is not { } labels)
            throw new OptionsException([$"--normal needs labels, and {given.Source} has none. Leave it out, or give labelled examples."]);
        if (names.FirstOrDefault(name => !labels.Contains(name)) is { } unknown)
            throw new OptionsException([$"--normal held '{unknown}', but no example of {given.Source} has such a label. The labels are {Occurring()}."]);
        bool[] isNormal = [.. labels.Select(names.Contains)];
        return isNormal.Contains(false)
            ? isNormal
            : throw new OptionsException([
                $"--normal was {string.Join(',', names)}, which leaves {labels.Length} normal examples and 0 others; at least 1 of each is needed. "
                + $"The labels are {Occurring()}. Name DATA that has other labels too: elbo score RUN DATA --normal {CommandWords.Quote(names[0])}.",
            ]);

        string Occurring() => string.Join(", ", given.OccurringLabels);
    }
}
