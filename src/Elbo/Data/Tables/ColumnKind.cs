using System.Text.Json;

namespace Elbo.Data.Tables;

/// <summary>What the values of a column are, and so which distribution they have given z.</summary>
public enum ColumnKind
{
    /// <summary>Any number: a Gaussian with a learned variance.</summary>
    Real,

    /// <summary>A number above 0 with a long tail: a Gaussian over its logarithm.</summary>
    Positive,

    /// <summary>A whole number from 0 on: a negative binomial distribution.</summary>
    Count,

    /// <summary>One of two values: a Bernoulli distribution.</summary>
    Binary,

    /// <summary>One of a few values without an order: a categorical distribution.</summary>
    Categorical,

    /// <summary>Left out.</summary>
    Skip,
}

/// <summary>The names of the kinds.</summary>
internal static class ColumnKinds
{
    /// <summary>All names, as a person types them.</summary>
    public static string All { get; } = string.Join(", ", Enum.GetValues<ColumnKind>().Select(Name));

    public static string Name(this ColumnKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    /// <summary>True where the values are names, kept as the index of the name.</summary>
    public static bool HasNames(this ColumnKind kind) => kind is ColumnKind.Binary or ColumnKind.Categorical;
}
