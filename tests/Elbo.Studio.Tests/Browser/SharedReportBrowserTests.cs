using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Storage;
using Elbo.Reports;
using Elbo.Reports.History;
using Elbo.Reports.Sharing;
using Microsoft.Playwright;

namespace Elbo.Studio.Tests.Browser;

/// <summary>A report that carries its model, opened as a file without a network: its numbers are Elbo's.</summary>
public sealed class SharedReportBrowserTests(BrowserStudio studio) : IClassFixture<BrowserStudio>, IDisposable
{
    private static readonly Dataset<ImageSet> Digits = (Dataset<ImageSet>)Datasets.Load("mnist");

    private readonly TempFolder folder = new();
    private int written;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Activation.Relu, 16, 5, 2e-6)]
    [InlineData(Activation.Tanh, 16, 5, 2e-6)]
    [InlineData(Activation.Gelu, 16, 5, 2e-6)]
    [InlineData(Activation.Silu, 16, 5, 2e-6)]
    [InlineData(Activation.Elu, 16, 5, 2e-6)]
    [InlineData(Activation.Softplus, 16, 5, 2e-6)]
    [InlineData(Activation.Gated, 16, 5, 2e-6)]
    [InlineData(Activation.Relu, 400, 20, 1e-3)] // 784-400-z20-400-784, rounded to 16 bits
    public async Task EncodeAndDecode_AnyActivation_AreElbos(Activation activation, int hidden, int latents, double within)
    {
        Assert.SkipWhen(studio.Missing is not null, studio.Missing ?? "");
        using var model = Write(new() { Hidden = [hidden], DecoderHidden = [hidden], Latents = latents, Activation = activation }, hidden > 100, out var page);
        Assert.InRange(new FileInfo(page).Length, 0, 5_000_000);
        await using var open = await OpenAsync(page);
        var z = Enumerable.Range(0, latents).Select(d => (float)Math.Sin(d + 1) * 2).ToArray();
        var expected = model.Decode(z, TestContext.Current.CancellationToken);
        var decoded = await open.Page.EvaluateAsync<double[]>("z => Array.from(elbo.decode(z))", z.Select(v => (double)v).ToArray());
        Assert.InRange(decoded.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), 0, within);

        var codes = model.Encode(Digits.Test.Slice(0, 1), TestContext.Current.CancellationToken);
        var pixels = Digits.Test.Image(0).ToArray().Select(v => v / 255.0).ToArray();
        var mu = await open.Page.EvaluateAsync<double[]>("x => Array.from(elbo.encode(x).mu)", pixels);
        var logVar = await open.Page.EvaluateAsync<double[]>("x => Array.from(elbo.encode(x).logVar)", pixels);
        Assert.InRange(mu.Zip(codes.Mu, (a, b) => Math.Abs(a - b)).Max(), 0, 5 * within);
        Assert.InRange(logVar.Zip(codes.LogVar, (a, b) => Math.Abs(a - b)).Max(), 0, 5 * within);
    }

    [Fact]
    public async Task Page_ExampleSliderDrawingAndManifold_DecodeWithoutANetwork()
    {
        Assert.SkipWhen(studio.Missing is not null, studio.Missing ?? "");
        using var model = Write(new() { Hidden = [8], DecoderHidden = [8], Latents = 2, Likelihood = new Gaussian(0.2) }, true, out var path);
        List<string> requests = [];
        await using var open = await OpenAsync(path, requests.Add);
        var page = open.Page;
        await page.GetByText("Test example 0, 7").WaitForAsync();
        var codes = model.Encode(Digits.Test.Slice(0, 2), TestContext.Current.CancellationToken);
        Assert.Equal(codes.Mu[0], await SliderAsync(0), 0.0051);

        var before = await OutputAsync();
        await page.GetByLabel("Example 1, 2", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Test example 1, 2").WaitForAsync();
        Assert.Equal(codes.Mu[2], await SliderAsync(0), 0.0051);
        var example = await OutputAsync();
        Assert.NotEqual(before, example);

        await page.GetByLabel("z 1").FocusAsync();
        await page.Keyboard.PressAsync("End");
        Assert.Equal(4, await SliderAsync(1));
        Assert.NotEqual(example, await OutputAsync());

        var map = (await page.Locator("#play-manifold").BoundingBoxAsync())!;
        await page.Mouse.ClickAsync(map.X + map.Width / 2, map.Y + map.Height / 2);
        Assert.Equal((0, 0), (Math.Round(await SliderAsync(0), 1), Math.Round(await SliderAsync(1), 1)));
        var middle = await page.EvaluateAsync<double[]>("Array.from(elbo.decode([0, 0]))");
        Assert.Equal(model.Decode(new float[2], TestContext.Current.CancellationToken)[400], middle[400], 1e-5);

        await page.GetByText("Clear, then draw").ClickAsync();
        var board = (await page.Locator("#play-input").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(board.X + 60, board.Y + 60);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(board.X + 160, board.Y + 160, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await page.GetByText("Your drawing").WaitForAsync();
        await page.GetByText("Draw a new one").ClickAsync();
        await page.GetByText("Drawn from the prior.").WaitForAsync();
        Assert.All(requests, address => Assert.Matches("^(file|data|blob):", address));
        Assert.Equal("", await open.CutOffAsync());

        async Task<double> SliderAsync(int latent) => double.Parse(await page.GetByLabel($"z {latent}").InputValueAsync(), CultureInfo.InvariantCulture);
        Task<string> OutputAsync() => page.EvaluateAsync<string>("document.getElementById('play-output').toDataURL()");
    }

    [Fact]
    public async Task TimeMachine_ArrowKeys_MoveThroughTheEpochsWithoutAScript()
    {
        Assert.SkipWhen(studio.Missing is not null, studio.Missing ?? "");
        var run = TinyRun.Write(folder.At("history"));
        for (var epoch = 1; epoch <= 3; epoch++)
            TinyRun.AddHistory(run, epoch);
        var path = folder.At("history.html");
        await File.WriteAllTextAsync(path, HtmlReport.Render(new() { Title = "run", Verdict = new(Severity.Info, "Fine."), History = TimeMachine.Of(run) }),
            TestContext.Current.CancellationToken);
        await using var open = await studio.OpenAsync(new Uri(path).AbsoluteUri);
        var map = open.Page.GetByRole(AriaRole.Img, new() { Name = "Codes of 2 test examples" });
        Assert.Equal("Codes of 2 test examples after epoch 3", await map.GetAttributeAsync("aria-label"));
        await open.Page.Locator("#epoch-3").FocusAsync();
        await open.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.Equal("Codes of 2 test examples after epoch 2", await map.GetAttributeAsync("aria-label"));
        Assert.Equal(0, await open.Page.Locator("script").CountAsync());
        Assert.Equal("", await open.CutOffAsync());
    }

    [Fact]
    public void Write_ModelsThatAPageCannotCompute_AreRefusedByName()
    {
        foreach (var (options, words) in new (VaeOptions, string)[]
        {
            (new() { Net = new ConvOptions { Channels = [32, 32] }, Latents = 2 }, "computes dense layers without norms, and the model is"),
            (new() { Net = new MlpOptions { Hidden = [4], BatchNorm = true }, Latents = 2 }, "computes dense layers without norms, and the model is"),
            (new() { Hidden = [4], DecoderHidden = [4], Latents = 2, Likelihood = new ContinuousBernoulli() }, "does not know the likelihood"),
            (new() { Hidden = [900], DecoderHidden = [900], Latents = 2 }, "a report carries at most 1,250,000"),
        })
        {
            var refused = Assert.Throws<OptionsException>(() => Write(options, true, out _).Dispose());
            Assert.Contains(words, refused.Message, StringComparison.Ordinal);
            Assert.Contains("Leave --share out", refused.Message, StringComparison.Ordinal);
        }
    }

    /// <param name="options">The model, untrained.</param>
    /// <param name="isWhole">False leaves the figures out.</param>
    /// <param name="page">The report.</param>
    private TrainedVae Write(VaeOptions options, bool isWhole, out string page)
    {
        var run = TinyRun.Write(folder.At($"run-{++written}"), TinyRun.Manifest with
        {
            Model = options,
            Data = TinyRun.Manifest.Data with { TrainFingerprint = Digits.Test.Fingerprint(), TestFingerprint = Digits.Test.Fingerprint() },
            Test = TinyRun.Manifest.Test! with { RatePerDimension = [.. Enumerable.Range(1, options.Latents).Select(d => 1.0 / d)] },
        });
        var model = new TrainedVae(new Vae(options), Binarization.Threshold);
        model.Save(run.WeightsPath);
        page = run.ReportPath;
        if (!isWhole)
        {
            var ranking = LatentRanking.ByRate(run.ReadManifest().Test!.RatePerDimension!);
            var share = SharedModel.Of(ModelFile.Read(run.WeightsPath), ranking, Digits.Test);
            File.WriteAllText(page, HtmlReport.Render(new() { Title = "run", Verdict = new(Severity.Info, "Fine."), Share = share }));
            return model;
        }
        try
        {
            RunReport.Write(run, model, Digits with { Test = Digits.Test.Slice(0, 40) }, null, isShared: true, TestContext.Current.CancellationToken);
        }
        catch (OptionsException)
        {
            model.Dispose();
            throw;
        }
        return model;
    }

    private async Task<StudioPage> OpenAsync(string path, Action<string>? asked = null)
    {
        var page = await studio.OpenAsync(new Uri(path).AbsoluteUri, asked: asked);
        await page.Page.WaitForFunctionAsync("window.elbo");
        return page;
    }
}
