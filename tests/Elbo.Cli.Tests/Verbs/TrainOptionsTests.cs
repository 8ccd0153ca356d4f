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
    [InlineData("sigma was 0; it must be from 0.001 to 10", "--likelihood", "gaussian", "--sigma", "0")]
    [InlineData("sigma was 0.2, but the bernoulli likelihood has none", "--sigma", "0.2")]
    [InlineData("--likelihood was 'poisson'; it must be one of bernoulli, continuous-bernoulli, gaussian, gaussian-optimal", "--likelihood", "poisson")]
    [InlineData("scale was 0.1, but the gaussian likelihood has none. Use --likelihood laplace", "--likelihood", "gaussian", "--scale", "0.1")]
    [InlineData("scale was 11; it must be from 0.001 to 10", "--likelihood", "laplace", "--scale", "11")]
    [InlineData("levels was 16, but the bernoulli likelihood has none. Use --likelihood discretized-logistic or", "--levels", "16")]
    [InlineData("levels was 1; it must be from 2 to 256", "--likelihood", "categorical", "--levels", "1")]
    [InlineData("logistics was 0; it must be from 1 to 100", "--likelihood", "logistic-mixture", "--logistics", "0")]
    [InlineData("logistics was 3, but the beta-binomial likelihood has none", "--likelihood", "beta-binomial", "--logistics", "3")]
    [InlineData("levels was 16, but train image 1 of", "--likelihood", "categorical", "--levels", "16")]
    [InlineData("output-bias was mean, but under the categorical likelihood", "--likelihood", "categorical", "--output-bias", "mean")]
    [InlineData(
        "engine was managed, but the managed engine does not support the logistic-mixture likelihood",
        "--likelihood", "logistic-mixture", "--engine", "managed")]
    [InlineData("engine was managed, but the managed engine does not support the activation elu", "--activation", "elu", "--engine", "managed")]
    [InlineData("components was 0; it must be from 1", "--prior", "vamp", "--components", "0")]
    [InlineData("components was 5, but the standard prior has none", "--components", "5")]
    [InlineData("top-latents was 5, but the vamp prior has none. Use --prior hierarchical", "--prior", "vamp", "--top-latents", "5")]
    [InlineData("top-hidden had 0; each number must be from 1", "--prior", "hierarchical", "--top-hidden", "0")]
    [InlineData("engine was managed, but the managed engine does not support the hierarchical prior", "--prior", "hierarchical", "--engine", "managed")]
    [InlineData("warmup was -1; it must be a number of at least 0", "--warmup", "-1")]
    [InlineData("cycles was 0; it must be at least 1", "--cycles", "0")]
    [InlineData("warmup and cycles were both given", "--cycles", "2", "--warmup", "1")]
    [InlineData("hidden had 0; each number must be from 1", "--hidden", "0")]
    [InlineData("device was 'gpu'; it must be cpu, cuda or cuda:N", "--device", "gpu")]
    public async Task Option_OutOfRange_IsRefusedBeforeAnythingIsWritten(string message, params string[] options)
    {
        var data = TinyData.Write(folder);
        var before = folder.Content();
        string[] epochs = options.Contains("--epochs") ? [] : ["--epochs", "1"];
        var ran = await Ran.Elbo(["train", data, "--out", folder.At("run"), .. options, .. epochs]);
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
    public async Task Likelihood_CountingInLevels_ShowsBitsPerDimension()
    {
        var data = TinyData.Write(folder);
        string[] args = ["train", data, "--out", folder.At("run"), "--epochs", "1", "--likelihood", "logistic-mixture", "--logistics", "2", .. TinyData.Net];
        var trained = await Ran.Elbo(args);
        Assert.Contains(" bits per dimension", trained.Out, StringComparison.Ordinal);
        Assert.Contains("likelihood mixture of 2 discretized logistics, 256 levels, binarization none", trained.Out, StringComparison.Ordinal);
        var evaluated = (await Ran.Elbo("evaluate", folder.At("run"), "--json")).Json();
        var bits = evaluated.GetProperty("neg_elbo").GetDouble() / Math.Log(2) / 30;
        Assert.Equal(("logistic-mixture", bits), (evaluated.GetProperty("likelihood").GetString(), evaluated.GetProperty("bits_per_dimension").GetDouble()));
        Assert.Contains("in bits", (await Ran.Elbo("evaluate", folder.At("run"))).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Likelihood_GaussianOptimal_ShowsTheSigmaThatItFound()
    {
        var data = TinyData.Write(folder);
        string[] args = ["train", data, "--out", folder.At("run"), "--epochs", "1", "--likelihood", "gaussian-optimal", .. TinyData.Net];
        var trained = await Ran.Elbo(args);
        var evaluated = (await Ran.Elbo("evaluate", folder.At("run"), "--json")).Json();
        var sigma = evaluated.GetProperty("sigma").GetDouble();
        Assert.InRange(sigma, 0.05, 1);
        Assert.Contains(FormattableString.Invariant($"Gaussian, optimal σ {sigma:G4}, binarization none"), trained.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("dynamic", "--binarization", "dynamic")]
    public async Task Likelihood_Gaussian_TakesGreyValuesUnlessToldOtherwise(string binarization, params string[] options)
    {
        var data = TinyData.Write(folder);
        string[] args = ["train", data, "--out", folder.At("run"), "--epochs", "1", "--likelihood", "gaussian", "--sigma", "0.2", .. options, .. TinyData.Net];
        var trained = await Ran.Elbo(args);
        Assert.Contains($"likelihood Gaussian σ 0.2, binarization {binarization}", trained.Out, StringComparison.Ordinal);
        var evaluated = (await Ran.Elbo("evaluate", folder.At("run"), "--json")).Json();
        Assert.Equal(
            ("gaussian", 0.2, binarization),
            (evaluated.GetProperty("likelihood").GetString(), evaluated.GetProperty("sigma").GetDouble(), evaluated.GetProperty("binarization").GetString()));
    }

    [Theory]
    [InlineData("VampPrior K 3", "--prior", "vamp", "--components", "3")]
    [InlineData("mixture of Gaussians K 10", "--prior", "mixture")]
    [InlineData("second layer 6-z2-6", "--prior", "hierarchical", "--top-latents", "2", "--top-hidden", "6")]
    public async Task Prior_OfARun_IsInItsHeaderServesEveryVerbAndCannotChange(string description, params string[] prior)
    {
        var (data, run) = (TinyData.Write(folder), folder.At("run"));
        var trained = await Ran.Elbo(["train", data, "--out", run, "--epochs", "1", "--activation", "gated", .. prior, .. TinyData.Net]);
        Assert.Contains(description, trained.Out, StringComparison.Ordinal);
        foreach (var verb in (string[])["evaluate", "sample", "reconstruct", "manifold", "traverse", "interpolate", "report"])
            Assert.Equal(ExitCode.Done, (await Ran.Elbo(verb, run)).Code);
        Assert.False((await Ran.Elbo("evaluate", run, "--json")).Json().TryGetProperty("rate_per_dimension", out _));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(["train", "--out", run, "--resume", "--epochs", "2", .. prior])).Code);
        var changed = await Ran.Elbo("train", "--out", run, "--resume", "--epochs", "3", "--prior", "standard");
        changed.AssertFailed(ExitCode.WrongUsage, "the model's options differ: the run has", description);
    }

    [Fact]
    public async Task Cycles_OfARun_AreInItsHeaderAndCannotChange()
    {
        var data = TinyData.Write(folder);
        var trained = await Ran.Elbo(["train", data, "--out", folder.At("run"), "--epochs", "3", "--cycles", "2", .. TinyData.Net]);
        Assert.Contains("β 0→1 over 0.75 of every 1.5 epochs", trained.Out, StringComparison.Ordinal);
        (await Ran.Elbo("train", "--resume", "--out", folder.At("run"), "--epochs", "6", "--warmup", "2"))
            .AssertFailed(ExitCode.WrongUsage, "the schedule of β was β 0→1 over 2 epochs, but the run has β 0→1 over 0.75 of every 1.5 epochs");
        var resumed = await Ran.Elbo("train", "--resume", "--out", folder.At("run"), "--epochs", "6");
        Assert.Equal((ExitCode.Done, ""), (resumed.Code, resumed.Error));
    }

    [Fact]
    public async Task Device_CudaThatIsNotThere_IsRefusedBeforeAnythingIsWritten()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "This machine has a CUDA device.");
        var data = TinyData.Write(folder);
        var before = folder.Content();
        (await Ran.Elbo("train", data, "--out", folder.At("run"), "--epochs", "1", "--device", "cuda"))
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
            .AssertFailed(ExitCode.WrongUsage, recipe, "latent", "the settings are model, hidden, decoder_hidden");
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
