using System.Text.Json.Nodes;
using Elbo.Data.Arrays;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Settings;
using Elbo.Tests.Data;
using Elbo.Tests.Training;
using Elbo.Training;

namespace Elbo.Tests;

[Collection(TorchCollection.Name)]
public sealed class TrainingSeriesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public TrainingSeriesTests() => IdxFile.Write(folder.File("train-images-idx3-ubyte"), Small.Data.Train);

    public void Dispose() => folder.Dispose();

    private string Root => folder.File("series");

    private static TrainingHost Host => TrainingHost.Of(TestContext.Current.CancellationToken);

    [Fact]
    public void Train_TwoSeeds_TellsWhereItStandsAndGivesTheirMean()
    {
        List<SeriesProgress> told = [];
        var epochs = 0;
        var series = TrainingSeries.Create(Request(("seed", 4)), 2).Train(
            Host,
            (run, _) => run.Train(new Told<TrainingProgress>(at => epochs += at.Completed is null ? 0 : 1)).Dispose(),
            new Told<SeriesProgress>(told.Add));
        Assert.Equal([4UL, 5], series.Seeds);
        double[] each = [.. series.Seeds.Select(seed => RunFolder.Open(SeedSeries.RunPath(Root, seed)).ReadManifest().Test!.NegElbo)];
        Assert.Equal(each.Average(), series.Test!.NegElbo.Mean, 1e-9);
        Assert.Equal(Math.Abs(each[0] - each[1]) / 2, series.Test.NegElbo.StandardError!.Value, 1e-9);
        Assert.Equal([(4UL, 1), (5UL, 2)], told.Select(at => (at.Seed, at.Number)));
        Assert.Equal(2, epochs);
    }

    [Fact]
    public void Resume_AfterCancellation_TakesContinuesAndBegins()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var epochs = 0;
        var stop = new Told<TrainingProgress>(at =>
        {
            if (epochs == 1)
                source.Cancel();
            epochs += at.Completed is null ? 0 : 1;
        });
        Assert.Throws<OperationCanceledException>(() => TrainingSeries.Create(Request(), 2).Train(stop, source.Token));
        Assert.Equal(1, SeedSeries.Read(Root).Finished);
        Assert.Equal([0UL, 1], SeedSeries.Read(Root).Seeds);

        List<SeriesProgress> told = [];
        var series = TrainingSeries.Resume(new() { Folder = Root }, 3).Train(Host, (run, _) => run.Train().Dispose(), new Told<SeriesProgress>(told.Add));
        Assert.Equal(3, series.Finished);
        Assert.Equal([0UL, 1, 2], series.Seeds);
        Assert.Equal([0UL], told.Where(at => at.IsDone).Select(at => at.Seed));
        Assert.Equal(2UL, RunFolder.Open(SeedSeries.RunPath(Root, 2)).ReadManifest().Training.Seed);
    }

    [Fact]
    public void Resume_OtherOptions_AreRefusedForRunsThatAreDoneToo()
    {
        TrainingSeries.Create(Request(), 1).Train(cancellation: TestContext.Current.CancellationToken);
        var series = TrainingSeries.Resume(new() { Folder = Root, Settings = SettingValues.FromJson(new() { ["lr"] = 0.5 }) });
        var refusal = Assert.Throws<OptionsException>(() => series.Train(cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("--lr was 0.5", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_TakenOrOutOfRange_IsRefusedBeforeAnythingIsWritten()
    {
        Assert.Throws<OptionsException>(() => TrainingSeries.Create(Request(), 0));
        Assert.Throws<OptionsException>(() => TrainingSeries.Create(Request(("seed", ulong.MaxValue)), 2));
        Assert.False(Directory.Exists(Root));
        TrainingSeries.Create(Request(), 1).Train(cancellation: TestContext.Current.CancellationToken);
        Assert.Throws<RunException>(() => TrainingSeries.Create(Request(), 2));
        Assert.Throws<OptionsException>(() => TrainingSeries.Resume(new() { Folder = SeedSeries.RunPath(Root, 0) }, 2));
    }

    private TrainingRequest Request(params (string Name, JsonNode Value)[] more)
    {
        JsonObject settings = new() { ["hidden"] = new JsonArray(8), ["latents"] = 2, ["batch"] = 18, ["epochs"] = 1, ["threads"] = 1 };
        foreach (var (name, value) in more)
            settings[name] = value;
        return new() { Data = folder.File("train-images-idx3-ubyte"), Folder = Root, Settings = SettingValues.FromJson(settings) };
    }
}
