using Elbo.Evaluation;
using Elbo.Training;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class NonFiniteStepsTests
{
    [Fact]
    public void Look_Incidents_IsAWarningWithTheirNumberAndTheLast()
    {
        var finding = (Healthy.Run with
        {
            Incidents =
            [
                new(1, 3, 3, NonFinitePolicy.Rollback, "Step 3."),
                new(2, 900, 4, NonFinitePolicy.Skip, "Batch 4."),
                new(2, 901, 6, NonFinitePolicy.Skip, "Batch 6."),
            ],
        }).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Equal("Batches left out: 2; returns to a checkpoint: 1. The last: Batch 6.", finding.Evidence);
        Assert.Contains("--lr 3.3e-4", finding.Remedy, StringComparison.Ordinal);
    }
}
