using Elbo.Evaluation;

namespace Elbo.Reports;

/// <summary>The report's first sentence.</summary>
/// <param name="Severity">How the run went.</param>
/// <param name="Sentence">One sentence, e.g. "18 of 20 latents are active and test −ELBO is 104.3 nats per example."</param>
public sealed record ReportVerdict(Severity Severity, string Sentence)
{
    /// <summary>One or two words before the sentence; null for that of the severity.</summary>
    public string? Badge { get; init; }
}
