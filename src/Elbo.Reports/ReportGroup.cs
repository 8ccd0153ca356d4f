namespace Elbo.Reports;

/// <summary>A table under a heading of its own.</summary>
/// <param name="Heading">What its rows share, e.g. "mnist, binarization threshold".</param>
/// <param name="Note">What to know before one reads it; may be empty.</param>
/// <param name="Table">The table.</param>
public sealed record ReportGroup(string Heading, string Note, ReportTable Table);
