using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Training;

namespace Elbo.Tests.Diagnosis;

public sealed class DoctorTests
{
    [Fact]
    public void Examine_GoodRun_IsSilent() => Healthy.Run.IsSilent();

    [Fact]
    public void Examine_NumbersAlone_IsSilent() => (Healthy.Run with { History = [], Spread = null, Data = null }).IsSilent();

    [Fact]
    public void Examine_SeveralFindings_ComeGravestFirst()
    {
        var findings = Doctor.Examine(Healthy.Run with
        {
            HeldOut = Healthy.Numbers(60, 27, active: 8),
            Incidents = [new(3, 70, 1, NonFinitePolicy.Skip, "The loss was not finite.")],
            Spread = new(500, 0.067, 0.0001, [1]),
        });
        Assert.Equal([Severity.Error, Severity.Warning, Severity.Info], findings.Select(finding => finding.Severity));
    }

    [Fact]
    public void New_Findings_AreToldOnceAndInfoWaits()
    {
        var (watch, warning, info) = (new FindingsWatch(), new Finding(Severity.Warning, "a", "1", ""), new Finding(Severity.Info, "b", "", ""));
        Assert.Equal([warning], watch.New([warning, info]));
        Assert.Empty(watch.New([warning with { Evidence = "2" }]));
        Assert.Equal(["c"], watch.New([warning, warning with { Title = "c" }]).Select(finding => finding.Title));
    }
}
