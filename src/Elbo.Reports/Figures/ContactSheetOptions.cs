using System.Globalization;

namespace Elbo.Reports.Figures;

/// <summary>Options of a <see cref="ContactSheet"/>.</summary>
internal sealed record ContactSheetOptions
{
    /// <summary>The data set's name, the title; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>Images per row; a row has one label if there are labels. Default 12.</summary>
    public int PerRow { get; init; } = 12;

    /// <summary>Rows of a data set without labels. Default 8.</summary>
    public int Rows { get; init; } = 8;

    /// <summary>Names by label (0 is the first); null, or too few, shows the number.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    internal string NameOf(byte label) =>
        LabelNames is { } names && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}
