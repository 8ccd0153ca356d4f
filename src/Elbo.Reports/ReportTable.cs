namespace Elbo.Reports;

/// <summary>A table of finished texts.</summary>
/// <param name="Columns">Name of each column, with its unit.</param>
/// <param name="Rows">As many cells in each row as there are columns.</param>
public sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
