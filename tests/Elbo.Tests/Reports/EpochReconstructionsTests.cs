using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using Elbo.Reports;
using Elbo.Reports.Figures;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Training;
using Elbo.Training;

namespace Elbo.Tests.Reports;

[Collection(TorchCollection.Name)]
public sealed class EpochReconstructionsTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Whole => folder.File("whole");

    private string Parts => folder.File("parts");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Train_WithPictures_LeavesTheSameRunAsWithout()
    {
        Train(Whole);
        Small.Train(Parts);
        Assert.Equal([1, 2, 3, 4], Pictures(Whole).Epochs);
        Assert.Empty(Pictures(Parts).Epochs);
        Assert.Equal(Small.Weights(Parts), Small.Weights(Whole));
        Assert.Equal(Small.Checkpoint(Parts), Small.Checkpoint(Whole));
        Assert.Equal(Small.Metrics(Parts), Small.Metrics(Whole));
    }

    [Fact]
    public void Report_TheLastEpoch_ShowsWhatTheWeightsReconstruct()
    {
        Train(Whole);
        using var model = TrainedVae.Load(Whole);
        var shown = Small.Data.Test.Slice(0, EpochReconstructions.Examples);
        var expected = ReconstructionStrip.Render(ImageBatch.FromBytes(shown.Shape, shown.Pixels),
            new(shown.Shape, model.Reconstruct(shown, TestContext.Current.CancellationToken)));
        Assert.Equal(expected, Picture(Whole, 4));
        Assert.NotEqual(expected, Picture(Whole, 1));
    }

    [Fact]
    public void Report_Progress_IsHandedOnAfterThePicture()
    {
        List<int> told = [];
        using var run = Small.Start(Whole);
        var listener = new Told<TrainingProgress>(value =>
        {
            if (value.Completed is not { } done)
                return;
            Assert.True(File.Exists(Pictures(Whole).PathOf(done.Epoch)));
            told.Add(done.Epoch);
        });
        run.Train(EpochReconstructions.Of(run, listener), TestContext.Current.CancellationToken).Dispose();
        Assert.Equal([1, 2, 3, 4], told);
    }

    [Theory]
    [InlineData("later")]
    [InlineData("missing")]
    public void Of_AnInterruptedRun_EndsWithThePicturesOfTheUninterruptedOne(string state)
    {
        Train(Whole);
        using (var run = Small.Start(Parts, Small.Training with { Epochs = 2 }))
            run.Train(EpochReconstructions.Of(run), TestContext.Current.CancellationToken).Dispose();
        Assert.Equal([1, 2], Pictures(Parts).Epochs);
        if (state == "later")
            File.WriteAllText(Pictures(Parts).PathOf(9), "of an epoch that its checkpoint does not know");
        else
            File.Delete(Pictures(Parts).PathOf(2));

        using (var run = TrainingRun.Resume(Parts, Small.Data, Small.Training))
        {
            var progress = EpochReconstructions.Of(run);
            Assert.Equal([1, 2], Pictures(Parts).Epochs);
            run.Train(progress, TestContext.Current.CancellationToken).Dispose();
        }
        Assert.Equal([1, 2, 3, 4], Pictures(Parts).Epochs);
        Assert.All([1, 2, 3, 4], epoch => Assert.Equal(Picture(Whole, epoch), Picture(Parts, epoch)));
        Assert.Equal(Small.Weights(Whole), Small.Weights(Parts));
    }

    [Fact]
    public void Of_FewerExamples_ShowsThemAll()
    {
        using var run = Small.Start(Whole, Small.Training with { Epochs = 1 }, Small.Data with { Test = Small.Bars(3, 5) });
        run.Train(EpochReconstructions.Of(run), TestContext.Current.CancellationToken).Dispose();
        using var picture = Figures.Png.Decode(Picture(Whole, 1));
        Assert.Equal(3 * (50 + 4) - 4, picture.Width);
    }

    [Fact]
    public void Of_ATable_KeepsCodesAndNoPictures()
    {
        using var run = TrainingRun.Start(Whole, TableDatasets.Of("mixed.csv", MixedTable.Read(folder, 20)),
            new() { Hidden = [4], DecoderHidden = [4], Latents = 2 }, new() { Epochs = 1, Batch = 8, Threads = 1, Binarization = Binarization.None });
        List<int> told = [];
        run.Train(EpochReconstructions.Of(run, new Told<TrainingProgress>(value => told.AddRange(value.Completed is { } done ? [done.Epoch] : []))),
            TestContext.Current.CancellationToken).Dispose();
        Assert.Equal([1], told);
        Assert.Empty(Pictures(Whole).Epochs);
        Assert.Equal([1], EpochPictures.Codes(run.Folder).Epochs);
    }

    private static void Train(string path)
    {
        using var run = Small.Start(path);
        run.Train(EpochReconstructions.Of(run), TestContext.Current.CancellationToken).Dispose();
    }

    private static EpochPictures Pictures(string path) => new(RunFolder.Open(path));

    private static byte[] Picture(string path, int epoch) => File.ReadAllBytes(Pictures(path).PathOf(epoch));
}
