namespace Elbo.Reports.Figures.Drawing;

/// <summary>One value of a <see cref="Panel"/>.</summary>
/// <param name="At">Its position on the horizontal axis: one of the panel's positions.</param>
/// <param name="Middle">The value.</param>
/// <param name="Least">The start of its whisker.</param>
/// <param name="Most">The end of its whisker.</param>
/// <param name="Above">A few characters above it; null for none.</param>
/// <param name="Within">A few characters inside its bar; null for none.</param>
internal readonly record struct PanelPoint(string At, double Middle, double Least, double Most, string? Above = null, string? Within = null);

/// <summary>The values of one name and colour.</summary>
internal sealed record PanelSeries(string Name, Rgb Color, IReadOnlyList<PanelPoint> Points);
