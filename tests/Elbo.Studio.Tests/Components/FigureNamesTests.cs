using Elbo.Data;
using Elbo.Models;
using Elbo.Reports;
using Elbo.Studio.Components.Parts;

namespace Elbo.Studio.Tests.Components;

public sealed class FigureNamesTests
{
    [Fact]
    public void InOrder_OfOtherVerbsToo_ThoseOfTheReportComeFirst() =>
        Assert.Equal(["samples.png", "codes.png", "a.png", "my_own-figure.png"],
            FigureNames.InOrder(["a.png", "codes.png", "my_own-figure.png", "samples.png"]));

    [Fact]
    public void Of_AFileOfNoReport_IsItsName() => Assert.Equal("My own figure", FigureNames.Of("my_own-figure.png"));

    [Fact]
    public void Names_OfARunOnImages_AreThoseOfItsReportInItsOrder()
    {
        var mnist = (Dataset<ImageSet>)Datasets.Load("mnist");
        var data = mnist with { Test = mnist.Test.Slice(0, 40) };
        var options = new VaeOptions { Hidden = [4], DecoderHidden = [4], Latents = 2 };
        using var model = new TrainedVae(new Vae(options, 1), Binarization.Threshold);
        var manifest = TinyRun.Manifest with { Model = options };
        var drawn = RunFigures.Draw(manifest, [.. TinyRun.Epoch(1)], model, data, cancellation: TestContext.Current.CancellationToken).ToList();
        Assert.Equal(drawn.Select(figure => figure.File), FigureNames.InOrder(drawn.Select(figure => figure.File).Order()));
        Assert.Equal(drawn.Select(figure => figure.Figure.Title), drawn.Select(figure => FigureNames.Of(figure.File)));
    }
}
