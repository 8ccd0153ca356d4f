using Elbo.Diagnosis;
using Elbo.Evaluation;

namespace Elbo.Tests.Diagnosis;

/// <summary>The evidence of a good MNIST model after its last epoch, which each test spoils in one place.</summary>
internal static class Healthy
{
    public const double PixelModel = 205.85, StandardError = 0.26;

    public static Evidence Run => new()
    {
        Model = new(),
        Training = new(),
        Epoch = 20,
        Split = "test",
        HeldOut = Numbers(58.94, 29.00),
        History = History(88.4, 88.3, 88.2, 88.1, 87.94),
        Spread = new(500, 0.067, 0.055, [.. Enumerable.Repeat(0.05, 20)]),
        Data = new(60_000, 0.19, PixelModel),
    };

    public static SplitNumbers Numbers(double distortion, double rate, int active = 19, IReadOnlyList<double>? rates = null) =>
        new(distortion + rate, distortion, rate, StandardError, active, rates ?? [.. Enumerable.Repeat(rate / 20, 20)]);

    /// <summary>Evidence with these held-out −ELBOs in the last epochs and training −ELBOs 1.8 nats below them.</summary>
    public static IReadOnlyList<EpochPoint> History(params double[] heldOut) =>
        History([.. heldOut.Select(value => (value - 1.8, value))]);

    /// <summary>Points with these −ELBOs, 29 nats of each being the rate.</summary>
    public static IReadOnlyList<EpochPoint> History(params (double Train, double HeldOut)[] epochs) =>
    [
        .. epochs.Select((each, i) => new EpochPoint(
            20 - epochs.Length + i + 1, 938 * (20 - epochs.Length + i + 1), 1, new(each.Train, each.Train - 29, 29), new(each.HeldOut, each.HeldOut - 29, 29))),
    ];

    /// <summary>Evidence in the middle of training, after few steps.</summary>
    public static Evidence Early(this Evidence evidence) => evidence with
    {
        Epoch = 1,
        History = [evidence.History[^1] with { Epoch = 1, Step = Evidence.StepsBeforeJudging - 1 }],
    };

    /// <summary>The only finding.</summary>
    public static Finding Only(this Evidence evidence) => Assert.Single(Doctor.Examine(evidence));

    public static void IsSilent(this Evidence evidence) => Assert.Empty(Doctor.Examine(evidence));
}
