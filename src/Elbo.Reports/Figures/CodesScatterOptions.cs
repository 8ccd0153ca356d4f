using System.Globalization;

namespace Elbo.Reports.Figures;

/// <summary>Options of <see cref="CodesScatter"/>.</summary>
public sealed record CodesScatterOptions
{
    /// <summary>Names by label (0 is the first); null, or too few, shows the number.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>More examples than this are thinned evenly; the subtitle says so. Default 10,000.</summary>
    public int MostPoints { get; init; } = 10_000;

    /// <summary>A short title; null for none.</summary>
    public string? Title { get; init; } = "Codes of the test set";

    internal string NameOf(byte label) =>
        LabelNames is { } names && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}
