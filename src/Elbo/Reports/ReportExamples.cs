namespace Elbo.Reports;

/// <summary>Examples of a table, beside what a model makes of them.</summary>
/// <param name="Heading">E.g. "Held-out rows".</param>
/// <param name="Caption">What to see in it.</param>
/// <param name="Table">The examples.</param>
public sealed record ReportExamples(string Heading, string Caption, ReportTable Table);
