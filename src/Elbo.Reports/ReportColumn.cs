namespace Elbo.Reports;

/// <summary>The head of one column.</summary>
/// <param name="Name">E.g. "test −ELBO".</param>
/// <param name="Unit">E.g. "nats per example"; empty for none.</param>
public sealed record ReportColumn(string Name, string Unit = "");
