using System.Globalization;

namespace Elbo.Data.Tables;

/// <summary>The names of a column that has too many for each to be an input and an output of the net: the commonest by themselves, all others as one.</summary>
/// <param name="Names">The commonest, in the order of their spelling, and last the name for the others.</param>
/// <param name="Different">How many different names there are.</param>
/// <param name="Share">The share of the cells that have one of the commonest.</param>
internal sealed record CommonNames(IReadOnlyList<string> Names, int Different, double Share)
{
    /// <summary>A column of at most this many names has all of them.</summary>
    public const int Most = 256;

    /// <summary>The most names that are kept of a column with more, and the fewest cells that make one common.</summary>
    private const int MostKept = 100, FewestCells = 10;

    /// <summary>A name in a smaller share of the cells is rare.</summary>
    private const double LeastShare = 0.001;

    /// <summary>The share of the cells from which on a column is worth it without being asked for.</summary>
    private const double EnoughShare = 0.5;

    /// <summary>The name for the others.</summary>
    public string Other => Names[^1];

    /// <summary>True if the column is one of names rather than of texts.</summary>
    public bool AreEnough => Names.Count > 2 && Share >= EnoughShare;

    /// <param name="cells">Cells that are not missing, at least one.</param>
    public static CommonNames Of(IEnumerable<string> cells)
    {
        var counts = cells.CountBy(cell => cell, StringComparer.Ordinal).ToArray();
        var all = counts.Sum(name => (long)name.Value);
        var common = counts.Where(name => name.Value >= Math.Max(FewestCells, LeastShare * all))
            .OrderByDescending(name => name.Value).ThenBy(name => name.Key, StringComparer.Ordinal).Take(MostKept).ToArray();
        var other = FilledFile.FreeName("other", counts.Select(name => name.Key));
        return new(
            [.. common.Select(name => name.Key).Order(StringComparer.Ordinal), other], counts.Length, common.Sum(name => (long)name.Value) / (double)all);
    }

    /// <summary>What is kept, as a clause: <c>the 87 commonest, of 91.3 % of the cells, and 'other' for the others</c>.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"the {Names.Count - 1} commonest, of {100 * Share:0.#} % of the cells, and '{Other}' for the others");
}
