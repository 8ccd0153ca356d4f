namespace Elbo.Reports;

/// <summary>One figure of the report.</summary>
/// <param name="Title">A short title.</param>
/// <param name="Caption">What to see in it; may be empty.</param>
/// <param name="Alt">What it shows, for those who can't see it.</param>
/// <param name="Png">The bytes of a PNG at two pixels for each of the screen's, as <c>Elbo.Figures</c> renders it.</param>
public sealed record ReportFigure(string Title, string Caption, string Alt, ReadOnlyMemory<byte> Png);
