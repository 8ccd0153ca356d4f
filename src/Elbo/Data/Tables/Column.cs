using System.Text.Json;

namespace Elbo.Data.Tables;

/// <summary>A column of a <see cref="Table"/>.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Kind">Kind of its values.</param>
/// <param name="Categories">The names of its values, where it has names; a cell holds the index of one. Else empty.</param>
public sealed record Column(string Name, ColumnKind Kind, IReadOnlyList<string> Categories)
{
    /// <summary>The most decimals of its numbers in the file; null if they have exponents or too many, or it has names.</summary>
    internal int? Decimals { get; init; }

    /// <summary>How its numbers are written; null for plain numbers and names.</summary>
    internal CellFormat? Format { get; init; }

    /// <summary>The column of the file that its cells are read from.</summary>
    internal string Source => Format is DatePartFormat part ? part.Of : Name;

    /// <summary>The last category, for all rare names together; null if each name has its own.</summary>
    internal string? Other { get; init; }

    /// <summary>Equal when name, kind and categories are.</summary>
    public bool Equals(Column? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && Categories.SequenceEqual(other.Categories);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Kind, Categories.Count);
}

/// <summary>Kind of values in a column; it determines their distribution given z.</summary>
public enum ColumnKind
{
    /// <summary>Any number: a Gaussian with a learned variance.</summary>
    Real,

    /// <summary>A number above 0 with a long tail: a Gaussian over its logarithm.</summary>
    Positive,

    /// <summary>A whole number from 0 on: a negative binomial distribution.</summary>
    Count,

    /// <summary>A number with spikes, several modes or heavy tails, or with few values: a mixture of points and intervals.</summary>
    NumericMixture,

    /// <summary>One of two values: a Bernoulli distribution.</summary>
    Binary,

    /// <summary>One of a few values without an order: a categorical distribution.</summary>
    Categorical,

    /// <summary>Left out.</summary>
    Skip,
}

internal static class ColumnKinds
{
    /// <summary>All names, as a person types them.</summary>
    public static string All { get; } = string.Join(", ", Enum.GetValues<ColumnKind>().Select(Name));

    /// <summary>The kind of a name, in any case of letters; null if there is none.</summary>
    public static ColumnKind? Find(string name)
    {
        ColumnKind[] found = [.. Enum.GetValues<ColumnKind>().Where(kind => string.Equals(kind.Name(), name, StringComparison.OrdinalIgnoreCase))];
        return found.Length == 1 ? found[0] : null;
    }

    public static string Name(this ColumnKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>True where the values are names, kept as the index of the name.</summary>
    public static bool HasNames(this ColumnKind kind) => kind is ColumnKind.Binary or ColumnKind.Categorical;
}

/// <summary>The facts about a column that a likelihood of rows needs.</summary>
/// <param name="Kind">Kind of its values.</param>
/// <param name="Categories">How many values a categorical column has; 1 for every other kind.</param>
/// <param name="Center">Where a count's log-mean starts: log μ is the output times <paramref name="Scale"/> plus this. 0 for every other kind.</param>
/// <param name="Scale">Factor of the output for a count's log-mean. 1 for every other kind.</param>
/// <param name="Bins">The parts of a mixture of numbers; null for every other kind.</param>
internal sealed record ColumnShape(ColumnKind Kind, int Categories = 1, double Center = 0, double Scale = 1, NumberBins? Bins = null);
