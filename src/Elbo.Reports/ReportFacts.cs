namespace Elbo.Reports;

/// <summary>A group of facts under one heading.</summary>
/// <param name="Heading">E.g. "Model".</param>
/// <param name="Rows">Label and value of each fact.</param>
public sealed record ReportFacts(string Heading, IReadOnlyList<(string Label, string Value)> Rows);
