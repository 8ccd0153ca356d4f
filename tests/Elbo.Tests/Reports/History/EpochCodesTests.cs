using System.Xml.Linq;
using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Models;
using Elbo.Reports;
using Elbo.Reports.Figures.Drawing;
using Elbo.Reports.History;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Tests.Data;
using Elbo.Tests.Training;

namespace Elbo.Tests.Reports.History;

[Collection(TorchCollection.Name)]
public sealed class EpochCodesTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Whole => folder.File("whole");

    private string Parts => folder.File("parts");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Report_EachEpoch_KeepsWhatTheWeightsEncodeAndMovesNoWeight()
    {
        Train(Whole);
        Small.Train(Parts);
        Assert.Equal(Small.Weights(Parts), Small.Weights(Whole));
        Assert.Equal(Small.Checkpoint(Parts), Small.Checkpoint(Whole));
        Assert.Equal([1, 2, 3, 4], Codes(Whole).Epochs);
        Assert.Equal([1, 2, 3, 4], EpochPictures.Samples(RunFolder.Open(Whole)).Epochs);
        using var model = TrainedVae.Load(Whole);
        var shown = EpochCodes.Shown(Small.Data.Test, model.Options.Latents);
        var kept = NpyFile.Read(Codes(Whole).PathOf(4));
        Assert.Equal([shown.Count, model.Options.Latents], kept.Shape);
        Assert.Equal(model.Encode(shown, TestContext.Current.CancellationToken).Mu, kept.Values<float>().ToArray());
    }

    [Fact]
    public void Of_AResumedRun_HasTheFilesOfTheUninterruptedOne()
    {
        Train(Whole);
        using (var run = Small.Start(Parts, Small.Training with { Epochs = 2 }))
            run.Train(EpochReconstructions.Of(run), TestContext.Current.CancellationToken).Dispose();
        File.WriteAllText(Codes(Parts).PathOf(9), "of an epoch that its checkpoint does not know");
        File.Delete(Codes(Parts).PathOf(2));
        using (var run = TrainingRun.Resume(Parts, Small.Data, Small.Training))
            run.Train(EpochReconstructions.Of(run), TestContext.Current.CancellationToken).Dispose();
        var names = Files(Whole).Keys.ToArray();
        Assert.Equal(names, Files(Parts).Keys);
        Assert.All(names, name => Assert.Equal(Files(Whole)[name], Files(Parts)[name]));
        Assert.Equal(Small.Weights(Whole), Small.Weights(Parts));
    }

    [Theory]
    [InlineData(20, 1000, 400)]
    [InlineData(20, 30, 30)]
    [InlineData(512, 1000, 31)]
    public void Shown_ManyLatents_AreFewerExamples(int latents, int examples, int expected) => Assert.Equal(
        expected, EpochCodes.Shown(new ImageSet(new(1, 1, 1), new byte[examples]), latents).Count);

    [Fact]
    public void Svg_Frame_HasAPointForEachCodeInsideIt()
    {
        Train(Whole);
        var map = EpochMap.Of(RunFolder.Open(Whole))!;
        Assert.Equal([1, 2, 3, 4], map.Epochs);
        var svg = XDocument.Parse(map.Svg(1, Shade.Light)!).Root!;
        var circles = svg.Descendants().Where(e => e.Name.LocalName == "circle").ToArray();
        Assert.Equal(2 + EpochCodes.Shown(Small.Data.Test, 2).Count, circles.Length);
        Assert.All(circles, circle => Assert.InRange((int)circle.Attribute("cx")!, 0, 420));
        Assert.NotEqual(map.Svg(1, Shade.Light), map.Svg(4, Shade.Light));
        Assert.Null(map.Svg(5, Shade.Light));
    }

    [Fact]
    public void Of_AFileThatIsNoArray_IsLeftOut()
    {
        Train(Whole);
        File.WriteAllText(Codes(Whole).PathOf(2), "no array");
        Assert.Null(EpochMap.Of(RunFolder.Open(Whole))!.Svg(2, Shade.Light));
        Assert.Equal([1, 2, 3, 4], TimeMachine.Of(RunFolder.Open(Whole)).Select(frame => frame.Epoch));
        File.WriteAllText(Codes(Whole).PathOf(4), "no array");
        Assert.Null(EpochMap.Of(RunFolder.Open(Whole)));
        Assert.Empty(TimeMachine.Of(RunFolder.Open(Whole)));
    }

    private static void Train(string path)
    {
        using var run = Small.Start(path);
        run.Train(EpochReconstructions.Of(run), TestContext.Current.CancellationToken).Dispose();
    }

    private static EpochPictures Codes(string path) => EpochPictures.Codes(RunFolder.Open(path));

    private static SortedDictionary<string, byte[]> Files(string path)
    {
        var root = new EpochPictures(RunFolder.Open(path)).Root;
        return new(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(root, file), File.ReadAllBytes), StringComparer.Ordinal);
    }
}
