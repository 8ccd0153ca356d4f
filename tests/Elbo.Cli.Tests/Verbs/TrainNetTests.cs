using Elbo.Data.Arrays;
using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

public sealed class TrainNetTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("conv 16-32, z2", "--model", "conv", "--channels", "16,32")]
    [InlineData("resnet 16 of 2 blocks, z2", "--model", "resnet", "--channels", "16", "--blocks", "2", "--norm", "group")]
    public async Task Model_OfARun_IsShownServesEveryVerbAndCannotChange(string description, params string[] net)
    {
        var (data, run) = (TinyData.Write(folder), folder.At("run"));
        string[] common = ["--epochs", "1", "--latents", "2", "--batch", "20", "--threads", "1"];
        var trained = await Ran.Elbo(["train", data, "--out", run, .. net, .. common]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Contains(description, trained.Out, StringComparison.Ordinal);
        Assert.Contains("encoder.stage1  16×3×3", trained.Out, StringComparison.Ordinal);
        Assert.Contains($"torch engine (the managed engine does not support the net {net[1]})", trained.Out, StringComparison.Ordinal);
        foreach (var verb in (string[])["evaluate", "sample", "reconstruct", "manifold", "traverse", "interpolate", "report"])
            Assert.Equal(ExitCode.Done, (await Ran.Elbo(verb, run)).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(["train", "--out", run, "--resume", "--epochs", "2", .. net])).Code);
        var changed = await Ran.Elbo("train", "--out", run, "--resume", "--epochs", "3", "--model", "mlp");
        changed.AssertFailed(ExitCode.WrongUsage, "the model's options differ: the run has", description);
    }

    [Fact]
    public async Task Model_ImagesOfColourOrSize_IsChosenAndTold()
    {
        var (pixels, run) = (new byte[20 * 40 * 10], folder.At("run"));
        new Random(1).NextBytes(pixels);
        IdxFile.Write(folder.At("train-images-idx3-ubyte"), new(new(1, 40, 10), pixels), null);
        var trained = await Ran.Elbo("train", folder.At("train-images-idx3-ubyte"), "--out", run, "--epochs", "1", "--threads", "1", "--json");
        Assert.Equal(ExitCode.Done, trained.Code);
        Assert.Contains("Chosen for 18 training images of 40×10:", trained.Error, StringComparison.Ordinal);
        var model = trained.Json().GetProperty("model");
        Assert.Equal(("resnet", "resnet 32-64-128, z128"), (model.GetProperty("net").GetString(), model.GetProperty("description").GetString()));
        Assert.Equal([32, 20, 5], model.GetProperty("parts")[0].GetProperty("output").EnumerateArray().Select(side => side.GetInt32()));
        Assert.Equal("gaussian-optimal", trained.Json().GetProperty("likelihood").GetString());
        Assert.Contains(" --model resnet", string.Join(' ', RunFolder.Open(run).ReadManifest().Command!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resnet 16 of 2 blocks, z2", "--channels", "16", "--blocks", "2")]
    [InlineData("resnet 32 of 2 blocks, z2", "--blocks", "2")]
    public async Task Model_SizesOfStagesAlone_MeanAResidualNet(string description, params string[] sizes)
    {
        var run = folder.At("run");
        var trained = await Ran.Elbo(["train", TinyData.Write(folder), "--out", run, "--epochs", "1", "--latents", "2", "--threads", "1", .. sizes]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Contains(description, trained.Out, StringComparison.Ordinal);
        Assert.Contains(" --model resnet", string.Join(' ', RunFolder.Open(run).ReadManifest().Command!), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hidden was 8, but the conv net has none. Use --model mlp", "--model", "conv", "--hidden", "8")]
    [InlineData("channels was 16, but the mlp net has none. Use --model conv or resnet", "--model", "mlp", "--channels", "16")]
    [InlineData("blocks was 2, but the conv net has none", "--model", "conv", "--blocks", "2")]
    [InlineData("channels had a stage of width 20; each must be a multiple of 16", "--model", "conv", "--channels", "16,20")]
    [InlineData("engine was managed, but the managed engine does not support the net resnet", "--model", "resnet", "--engine", "managed")]
    [InlineData("--model was 'vit'; it must be one of mlp, conv, resnet", "--model", "vit")]
    public async Task Model_ThatDoesNotFit_IsRefusedBeforeAnythingIsWritten(string message, params string[] options)
    {
        var data = TinyData.Write(folder);
        var before = folder.Content();
        (await Ran.Elbo(["train", data, "--out", folder.At("run"), "--epochs", "1", .. options])).AssertFailed(ExitCode.WrongUsage, message);
        Assert.Equal(before, folder.Content());
    }
}
