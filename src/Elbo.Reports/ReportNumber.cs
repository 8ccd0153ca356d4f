namespace Elbo.Reports;

/// <summary>One key number.</summary>
/// <param name="Label">What it is, e.g. "test −ELBO".</param>
/// <param name="Value">The number with its unit, e.g. "104.3 nats".</param>
/// <param name="Note">What it needs to be compared by, e.g. "binarization threshold · 10,000 examples"; may be empty.</param>
public sealed record ReportNumber(string Label, string Value, string Note = "");
