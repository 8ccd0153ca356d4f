namespace Elbo.Reports;

/// <summary>One thing that the diagnosis found.</summary>
/// <param name="Severity">How much it should worry.</param>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Evidence">The numbers it was seen by.</param>
/// <param name="Remedy">What to do; empty where there is nothing to do.</param>
public sealed record ReportFinding(Severity Severity, string Title, string Evidence, string Remedy = "");
