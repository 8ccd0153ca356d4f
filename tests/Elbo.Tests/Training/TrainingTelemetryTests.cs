using System.Diagnostics;
using System.Globalization;
using Elbo.Models;
using Elbo.Training;

namespace Elbo.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class TrainingTelemetryTests
{
    /// <summary>No other test trains with it, so that it tells their measurements apart.</summary>
    private const ulong Seed = 918_273_645;

    private static readonly string SeedTag = Seed.ToString(CultureInfo.InvariantCulture);

    [Fact]
    public void Train_WhileListenedTo_TellsStepsExamplesAndNegElbo()
    {
        using var measured = new Measured("Elbo.Training", "elbo.seed", SeedTag);
        using var traced = new Traced("Elbo.Training");
        var epochs = Train(TestContext.Current.CancellationToken);

        // 100 examples in batches of 16, twice.
        Assert.Equal((14.0, 200.0), (Sum("elbo.training.steps"), Sum("elbo.training.examples")));
        Assert.Equal(epochs.Select(epoch => epoch.ExamplesPerSecond), measured.Of("elbo.training.throughput").Select(one => one.Value));
        Assert.Equal(
            epochs.Select(epoch => epoch.TrainSeconds + epoch.EvaluationSeconds), measured.Of("elbo.training.epoch.duration").Select(one => one.Value));
        Assert.Equal(
            epochs.SelectMany(epoch => new[] { ("train", epoch.Train.NegElbo), ("test", epoch.Test.NegElbo) }),
            measured.Of("elbo.training.neg_elbo").Select(one => ((string)one.Tags["elbo.split"]!, one.Value)));
        Assert.Equal(
            [("elbo.training.epoch.duration", "s"), ("elbo.training.examples", "{example}"), ("elbo.training.neg_elbo", "{nat}"),
                ("elbo.training.steps", "{step}"), ("elbo.training.throughput", "{example}/s")],
            measured.Instruments.Order());

        var own = traced.Activities.Where(one => (string?)one.GetTagItem("elbo.seed") == SeedTag).ToArray();
        Assert.Equal(["elbo epoch", "elbo epoch", "elbo train"], own.Select(one => one.OperationName));
        Assert.All(own[..2], one => Assert.Equal(own[2].SpanId, one.ParentSpanId));
        Assert.Equal((2, epochs[1].Test.NegElbo), (own[1].GetTagItem("elbo.epoch"), own[1].GetTagItem("elbo.neg_elbo.test")));
        Assert.All(own, one => Assert.Equal(ActivityStatusCode.Unset, one.Status));

        double Sum(string instrument) => measured.Of(instrument).Sum(one => one.Value);
    }

    [Fact]
    public void Train_Stopped_LeavesAnEpochWithAnError()
    {
        using var traced = new Traced("Elbo.Training");
        Assert.Throws<OperationCanceledException>(() => Train(new(canceled: true)));
        var epoch = Assert.Single(traced.Activities, one => one.OperationName == "elbo epoch" && (string?)one.GetTagItem("elbo.seed") == SeedTag);
        Assert.Equal(ActivityStatusCode.Error, epoch.Status);
    }

    private static List<EpochSummary> Train(CancellationToken cancellation)
    {
        using var model = new Vae(Small.Model, seed: 1);
        using var trainer = new Trainer(model, Small.Training with { Epochs = 2, Seed = Seed });
        var epochs = new List<EpochSummary>();
        trainer.Train(Small.Data, epochs.Add, cancellation: cancellation);
        return epochs;
    }
}
