using CsCheck;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Tests.Training.Schedules;

public sealed class BetaScheduleTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.4)]
    [InlineData(1, 0.8)]
    [InlineData(4.9, 3.92)]
    [InlineData(5, 4)]
    [InlineData(300, 4)]
    public void At_Warmup_RisesLinearlyAndStays(double epochs, double beta) =>
        Assert.Equal(beta, new BetaSchedule(4, Warmup: 5, Cycle: null).At(epochs), 1e-12);

    /// <summary>Fu et al. 2019, eq. 6, with T = 80 steps, M = 4, R = 0.5 and f(τ) = τ / R: 20 steps per cycle, 10 of them rising.</summary>
    [Fact]
    public void At_FourCyclesOfTwentySteps_IsTheirEquation()
    {
        const int Steps = 80, Cycles = 4, StepsPerEpoch = 8;
        const double Rise = 0.5;
        var epochs = (double)Steps / StepsPerEpoch;
        var schedule = new BetaSchedule(1, Rise * epochs / Cycles, epochs / Cycles);
        for (var t = 1; t <= Steps; t++)
        {
            var tau = (t - 1) % (Steps / Cycles) / ((double)Steps / Cycles);
            Assert.Equal(tau <= Rise ? tau / Rise : 1, schedule.At((t - 1.0) / StepsPerEpoch), 1e-12);
        }
    }

    [Fact]
    public void At_Constant_IsBetaFromTheFirstStep()
    {
        var schedule = new BetaSchedule(2.5, 0, null);
        Assert.Equal((2.5, 2.5, false), (schedule.At(0), schedule.At(7), schedule.Varies));
    }

    [Fact]
    public void At_AnyWarmup_NeverFallsAndStaysWithinBeta() =>
        Gen.Select(Gen.Double[0.01, 20], Gen.Double[0, 10], Gen.Double[0, 40], Gen.Double[0, 40]).Sample((warmup, beta, a, b) =>
        {
            var schedule = new BetaSchedule(beta, warmup, null);
            var (early, late) = (schedule.At(Math.Min(a, b)), schedule.At(Math.Max(a, b)));
            return 0 <= early && early <= late && late <= beta;
        });

    [Fact]
    public void At_AnyCycles_StartAnewAtTheirFirstStep() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[1, 100], Gen.Int[1, 50], Gen.Double[0.05, 1]).Sample((cycles, epochs, steps, rise) =>
        {
            var cycle = (double)epochs / cycles;
            var schedule = new BetaSchedule(1, rise * cycle, cycle);
            for (var k = 0; k < cycles; k++)
            {
                // A cycle begins on a step, counted as in training: step / steps per epoch.
                if ((long)k * epochs * steps % cycles == 0 && schedule.At((double)((long)k * epochs * steps / cycles) / steps) > 1e-6)
                    return false;
                foreach (var place in (double[])[0.1, 0.5, 0.9])
                    if (Math.Abs(schedule.At((k + place) * cycle) - schedule.At(place * cycle)) > 1e-6)
                        return false;
            }
            return true;
        });

    [Fact]
    public void BetaAt_Steps_CountsTheShortBatchOfAnEpoch()
    {
        // 100 examples in batches of 16: 7 steps per epoch.
        var options = new TrainingOptions { Batch = 16, Warmup = 2 };
        Assert.Equal([0, 0.5, 13 / 14.0, 1], new[] { 0L, 7, 13, 14 }.Select(step => options.BetaAt(step, 100)), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Theory]
    [InlineData(0, null, "β 4")]
    [InlineData(1, null, "β 0→4 over 1 epoch")]
    [InlineData(2.5, null, "β 0→4 over 2.5 epochs")]
    [InlineData(2.5, 5.0, "β 0→4 over 2.5 of every 5 epochs")]
    public void Describe_Schedule_SaysHowBetaRises(double warmup, double? cycle, string words) =>
        Assert.Equal(words, new BetaSchedule(4, warmup, cycle).Describe());
}
