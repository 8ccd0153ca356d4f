using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Tests.Training.Schedules;

public sealed class LearningRateScheduleTests
{
    /// <summary>The stages of the IWAE paper's own code: epochs done, learning rate.</summary>
    [Theory]
    [InlineData(0, 1e-3)]
    [InlineData(0.999, 1e-3)]
    [InlineData(1, 7.2e-4)]
    [InlineData(3.99, 7.2e-4)]
    [InlineData(4, 5.2e-4)]
    [InlineData(13, 3.7e-4)]
    [InlineData(40, 2.7e-4)]
    [InlineData(121, 1.9e-4)]
    [InlineData(363.99, 1.9e-4)]
    [InlineData(364, 1.4e-4)]
    [InlineData(1093, 1e-4)]
    [InlineData(3279.99, 1e-4)]
    [InlineData(5000, 1e-4)]
    public void Factor_IwaeStages_AreThePapers(double epochs, double rate) =>
        Assert.Equal(rate, 1e-3 * new IwaeStages().Factor(epochs), 1e-12);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(199.999, 1)]
    [InlineData(200, 0.5)]
    [InlineData(349, 0.5)]
    [InlineData(350, 0.25)]
    [InlineData(1e6, 0.25)]
    public void Factor_Step_FallsAfterEachOfItsEpochs(double epochs, double factor) =>
        Assert.Equal(factor, new StepRate([200, 350], 0.5).Factor(epochs), 1e-12);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 0.5)]
    [InlineData(10, 0)]
    [InlineData(11, 0)]
    public void Factor_Cosine_FallsToZero(double epochs, double factor) =>
        Assert.Equal(factor, new CosineRate(10).Factor(epochs), 1e-12);

    /// <summary>Steps divided by steps per epoch is not always exactly the whole number it represents.</summary>
    [Fact]
    public void Factor_FirstStepOfAnEpoch_BelongsToItInAnyNumberOfSteps()
    {
        for (var steps = 1; steps < 400; steps++)
            foreach (var epoch in (int[])[1, 4, 13, 40, 121])
                Assert.Equal(new IwaeStages().Factor(epoch), new IwaeStages().Factor((double)((long)epoch * steps) / steps));
    }

    [Fact]
    public void LearningRateAt_Step_IsTheSchedulesShareOfTheFirst()
    {
        var options = new TrainingOptions { LearningRate = 0.1, Batch = 10, LearningRateSchedule = new StepRate([2], 0.1) };
        // 35 examples are 4 steps per epoch.
        Assert.Equal(0.1, options.LearningRateAt(7, 35), 1e-12);
        Assert.Equal(0.01, options.LearningRateAt(8, 35), 1e-12);
    }

    [Theory]
    [InlineData("lr-steps was '3,2'", 0.1, 3, 2)]
    [InlineData("lr-steps had 0; each number must be at least 1", 0.1, 0)]
    [InlineData("lr-steps was empty", 0.1)]
    [InlineData("lr-gamma was 0;", 0, 5)]
    [InlineData("lr-gamma was NaN;", double.NaN, 5)]
    public void Validate_BadSteps_NamesThem(string message, double gamma, params int[] epochs)
    {
        var options = new TrainingOptions { LearningRateSchedule = new StepRate(epochs, gamma) };
        Assert.Contains(message, Assert.Throws<OptionsException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equals_SameNumbers_AreEqualValues()
    {
        Assert.Equal(new StepRate([1, 2], 0.5), new StepRate(new List<int> { 1, 2 }, 0.5));
        Assert.NotEqual<LearningRateSchedule>(new StepRate([1, 2], 0.5), new StepRate([1, 3], 0.5));
        Assert.NotEqual<LearningRateSchedule>(new IwaeStages(), new ConstantRate());
    }
}
