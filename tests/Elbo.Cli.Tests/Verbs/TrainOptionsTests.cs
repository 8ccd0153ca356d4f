using System.Text;

namespace Elbo.Cli.Tests.Verbs;

public sealed class TrainOptionsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("latents was 0; it must be from 1", "--latents", "0")]
    [InlineData("batch was 0; it must be from 1", "--batch", "0")]
    [InlineData("epochs was 0; it must be from 1", "--epochs", "0")]
    [InlineData("lr was NaN; it must be a number above 0", "--lr", "nan")]
    [InlineData("lr was -1; it must be a number above 0", "--lr", "-1")]
    [InlineData("beta was -1; it must be a number of at least 0", "--beta", "-1")]
    [InlineData("hidden had a layer of width 0", "--hidden", "0")]
    [InlineData("device was 'gpu'; it must be cpu, cuda or cuda:N", "--device", "gpu")]
    public async Task Option_OutOfRange_IsRefusedBeforeAnythingIsWritten(string message, params string[] options)
    {
        var data = TinyData.Write(folder);
        var before = folder.Content();
        var ran = await Ran.Elbo(["train", data, "--out", folder.At("run"), .. options]);
        ran.AssertFailed(ExitCode.WrongUsage, message);
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public async Task Options_SeveralOutOfRange_AreAllNamed()
    {
        var ran = await Ran.Elbo("train", "mnist", "--out", folder.At("run"), "--latents", "0", "--batch", "0", "--lr", "nan");
        ran.AssertFailed(ExitCode.WrongUsage, "elbo: latents was 0", "elbo: batch was 0", "elbo: lr was NaN");
        Assert.Empty(folder.Content());
    }

    [Fact]
    public async Task Device_CudaThatIsNotThere_IsRefusedBeforeAnythingIsWritten()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "This machine has a CUDA device.");
        var data = TinyData.Write(folder);
        var before = folder.Content();
        (await Ran.Elbo("train", data, "--out", folder.At("run"), "--device", "cuda"))
            .AssertFailed(ExitCode.WrongUsage, "device was 'cuda', but this libtorch finds no CUDA device. Use --device cpu");
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public async Task Recipe_WithAnUnknownKey_NamesTheKey()
    {
        var recipe = folder.Write("own.json", Encoding.UTF8.GetBytes("""
            { "name": "own", "description": "Mine.", "data": "mnist", "options": { "latent": 5 } }
            """));
        var before = folder.Content();
        (await Ran.Elbo("train", "--recipe", recipe, "--out", folder.At("run")))
            .AssertFailed(ExitCode.WrongUsage, recipe, "latent", "options may hold hidden, decoder_hidden, latents");
        Assert.Equal(before, folder.Content());
    }

    [Theory]
    [InlineData("no-such", "there is no recipe 'no-such'; the recipes are ")]
    [InlineData("no-such.json", "the recipe no-such.json cannot be read")]
    public async Task Recipe_ThatIsNotThere_IsNamed(string recipe, string message)
    {
        (await Ran.Elbo("train", "--recipe", recipe, "--out", folder.At("run"))).AssertFailed(ExitCode.WrongUsage, message);
        Assert.Empty(folder.Content());
    }
}
