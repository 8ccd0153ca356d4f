using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Models.Layers;

namespace Elbo.Tests.Diagnosis.Symptoms;

public sealed class FewStepsTests
{
    private static Evidence After(long steps, int epochs) => Healthy.Run with
    {
        Epoch = epochs,
        Training = new() { Epochs = epochs },
        History = [Healthy.Run.History[^1] with { Epoch = epochs, Step = steps }],
    };

    [Theory]
    [InlineData(18, 3, "18 steps so far", "--epochs 340.")]
    [InlineData(1, 1, "1 step so far", "--epochs 2000.")]
    [InlineData(499, 20, "499 steps so far", "--epochs 81.")]
    public void Examine_LastEpochAfterFewSteps_SaysHowManyAndHowManyMore(long steps, int epochs, string seen, string remedy)
    {
        var finding = After(steps, epochs).Only();
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains(seen, finding.Evidence, StringComparison.Ordinal);
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Examine_FewStepsWithEverySignOfCollapse_BlamesTheSteps()
    {
        var evidence = After(18, 1) with { HeldOut = Healthy.Numbers(205.9, 0.01, active: 0), Spread = new(60, 0.067, 0.00001, [1]) };
        Assert.Equal("Too few steps to judge by", evidence.Only().Title);
        Assert.Equal("Too few steps to judge by", (evidence with { HeldOut = Healthy.Numbers(190, 8, active: 5) }).Only().Title);
    }

    [Fact]
    public void Examine_EnoughSteps_IsSilent() => After(Evidence.StepsBeforeJudging, 20).IsSilent();

    [Theory]
    [InlineData(Activation.Relu, "ReLU units that are 0")]
    [InlineData(Activation.Silu, "(--lr 3.3e-4 instead of 0.001).")]
    public void Examine_OneImage_BlamesTheActivationThatTheNetHas(Activation activation, string remedy)
    {
        var finding = (Healthy.Run with { Model = new() { Activation = activation }, Spread = new(500, 0.067, 0.0001, [1]) }).Only();
        Assert.Contains(remedy, finding.Remedy, StringComparison.Ordinal);
    }
}
