using System.Net;
using Elbo.Analysis.Comparison;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Reports;
using Elbo.Reports.Comparison;
using Elbo.Runs;
using Elbo.Studio.Tests.Safety;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The studio as a user sees it: the built program, real HTTP, a real browser. No page may leave an error in the console.</summary>
public sealed class BrowserTests(BrowserStudio studio) : IClassFixture<BrowserStudio>
{
    [Fact]
    public async Task Runs_OneAppearsAndVanishes_ThePageFollows()
    {
        await using var page = await studio.OpenAsync("/");
        await page.SeesAsync("model");
        await page.SeesAsync("damaged");
        TinyRun.Write(studio.Folder.At("runs", "appearing"));
        await page.SeesAsync("appearing");
        // A folder that goes while the browser asks for its picture is an error in the browser's console.
        await page.Page.WaitForFunctionAsync("() => document.querySelector('img.thumb[src*=appearing]')?.naturalWidth > 0");
        Directory.Delete(studio.Folder.At("runs", "appearing"), recursive: true);
        await page.Text("appearing").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
    }

    [Fact]
    public async Task Runs_SelectedWithMouseAndKeyboard_StaySelectedAndAreCompared()
    {
        var run = TinyRun.Write(studio.Folder.At("runs", "pair", "first"));
        TinyRun.Write(studio.Folder.At("runs", "pair", "second"));
        await using var page = await studio.OpenAsync("/");
        await page.Page.GetByLabel("Filter").FillAsync("pair/");
        await page.Text("damaged").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        var (first, second) = (Box("Select pair/first"), Box("Select pair/second"));
        await first.ClickAsync();
        await second.FocusAsync();
        await page.Page.Keyboard.PressAsync("Space");
        // A write to a run renders the table anew.
        run.WriteManifest(TinyRun.Manifest with { Test = TinyRun.Manifest.Test! with { NegElbo = 77.25 } });
        await page.SeesAsync("77.25");
        Assert.True(await first.IsCheckedAsync() && await second.IsCheckedAsync() && await Box("Select all").IsCheckedAsync());

        await Box("Select all").ClickAsync();
        await page.Page.WaitForFunctionAsync("() => !document.querySelector('tbody .pick').checked");
        Assert.False(await second.IsCheckedAsync());
        await Box("Select all").ClickAsync();
        await page.Button("Compare 2").ClickAsync();
        await page.SeesAsync("Difference");
        // Runs without --validation keep the last epoch; nothing may call it the best.
        await page.Page.GetByText("best on the validation split; without one, the last").WaitForAsync();
        Assert.DoesNotContain("best epoch", await page.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        Assert.EndsWith("/compare?run=pair%2Ffirst&run=pair%2Fsecond", page.Page.Url, StringComparison.Ordinal);

        Microsoft.Playwright.ILocator Box(string name) => page.Page.GetByLabel(name, new() { Exact = true });
    }

    [Fact]
    public async Task Runs_Filter_LeavesWhatMatches()
    {
        await using var page = await studio.OpenAsync("/");
        await page.Page.GetByLabel("Filter").FillAsync("model ELBO");
        await page.Text("broken").WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
        await page.SeesAsync("model");
    }

    [Fact]
    public async Task Run_AnEpochIsAdded_ChartsAndNumbersGrow()
    {
        var run = TinyRun.Write(studio.Folder.At("runs", "growing"), TinyRun.Manifest with { Status = RunStatus.Running, EpochsDone = 2 });
        await using var page = await studio.OpenAsync("/runs/growing");
        await page.Page.Locator(".chart .main-svg").First.WaitForAsync();
        await page.SeesAsync("Overfitting");
        run.AppendMetrics(TinyRun.Epoch(3));
        run.WriteManifest(TinyRun.Manifest with { EpochsDone = 3, Test = TinyRun.Manifest.Test! with { NegElbo = 77.77 } });
        await page.Page.GetByText("77.77").First.WaitForAsync();
        await page.SeesAsync("finished");
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('.chart')[0].querySelectorAll('.points path').length === 6");
    }

    [Fact]
    public async Task Run_PicturesOfItsEpochs_FollowTheTrainingTheSliderAndPlay()
    {
        var training = TinyRun.Manifest with { Status = RunStatus.Running, EpochsDone = 2, BestEpoch = 2 };
        var run = TinyRun.Write(studio.Folder.At("runs", "pictured"), training);
        await using var page = await studio.OpenAsync("/runs/pictured");
        await page.SeesAsync("Drawn after the first epoch.");
        TinyRun.AddPicture(run, 1);
        await ShowsAsync(1);
        TinyRun.AddPicture(run, 2);
        await ShowsAsync(2);
        await page.SeesAsync("test −ELBO 109.00");

        // The slider stays where the user put it, whatever arrives.
        await page.Page.GetByLabel("Epoch", new() { Exact = true }).FillAsync("0");
        await ShowsAsync(1);
        await page.SeesAsync("test −ELBO 110.00");
        run.AppendMetrics(TinyRun.Epoch(3));
        run.WriteManifest(training with { EpochsDone = 3 });
        TinyRun.AddPicture(run, 3);
        await page.Page.Locator(".over-time input[max='2']").WaitForAsync();
        await ShowsAsync(1);

        await page.Button("Play").ClickAsync();
        await ShowsAsync(3);
        await page.Button("Play").WaitForAsync();

        Task ShowsAsync(int epoch) => page.Page.WaitForFunctionAsync(
            "epoch => { const image = document.querySelector('.over-time img'); "
            + "return image && image.alt.endsWith(`epoch ${epoch}`) && image.complete && image.naturalWidth === 2; }", epoch);
    }

    [Fact]
    public async Task Run_CodesAndSamplesOfItsEpochs_FollowTheSlider()
    {
        var run = TinyRun.Write(studio.Folder.At("runs", "history"));
        for (var epoch = 1; epoch <= 3; epoch++)
            TinyRun.AddHistory(run, epoch);
        await using var page = await studio.OpenAsync("/runs/history");
        await ShownAsync("Codes of the same test examples after epoch 3");
        await page.Page.GetByLabel("Epoch", new() { Exact = true }).FillAsync("0");
        await ShownAsync("Codes of the same test examples after epoch 1");
        await ShownAsync("The same random codes, decoded after epoch 1");

        Task ShownAsync(string text) => page.Page.WaitForFunctionAsync(
            "text => [...document.querySelectorAll('.over-time img')].some(image => image.alt === text && image.complete && image.naturalWidth > 0)", text);
    }

    [Fact]
    public async Task Pages_TooManyAreOpen_AreRefusedUntilOneCloses()
    {
        await using var small = await StudioClient.StartAsync(mostPages: 1);
        await using (await studio.OpenAsync(small.Origin))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await small.StatusAsync("/"));
        // The browser reports that the page is gone in its own message.
        HttpStatusCode after;
        do
            after = await small.StatusAsync("/");
        while (after == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.OK, after);
    }

    [Fact]
    public async Task Run_Unknown_SaysSo()
    {
        await using var page = await studio.OpenAsync("/runs/..%2F..%2Fetc");
        await page.SeesAsync("Run not found");
    }

    [Fact]
    public async Task Latent_MovingAndClicking_DecodesAndWalks()
    {
        await using var page = await studio.OpenAsync("/latent/model");
        await page.Page.Locator("canvas[data-ready]").WaitForAsync();
        var box = (await page.Page.Locator("canvas").BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + 60, box.Y + 60);
        await page.DecodedChangesAsync("");
        var before = await page.DecodedAsync();
        await page.Page.Mouse.MoveAsync(box.X + box.Width - 60, box.Y + box.Height - 60);
        await page.DecodedChangesAsync(before);
        await page.Page.Mouse.ClickAsync(box.X + 80, box.Y + 80);
        await page.SeesAsync("Click to set its end.");
        await page.Page.Mouse.ClickAsync(box.X + box.Width - 80, box.Y + 200);
        await page.Page.Locator(".steps img").Nth(11).WaitForAsync();
    }

    [Fact]
    public async Task Latent_OverThePoints_ShowsAnExample()
    {
        await using var page = await studio.OpenAsync("/latent/model");
        await page.Page.Locator("canvas[data-ready]").WaitForAsync();
        var box = (await page.Page.Locator("canvas").BoundingBoxAsync())!;
        // The weights put every code at the origin.
        await page.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Page.GetByText("Test example").First.WaitForAsync();
    }

    [Fact]
    public async Task Latent_ColouredByScore_HasALegendAndTheScoreOfAnExample()
    {
        await using var page = await studio.OpenAsync("/latent/model");
        await page.Page.Locator("canvas[data-ready]").WaitForAsync();
        await page.Page.Locator(".legend button").First.WaitForAsync();
        await page.Page.Locator(".mud-select").First.ClickAsync();
        await page.Text("score (−ELBO)").ClickAsync();
        await page.Page.Locator(".score-legend").WaitForAsync();
        Assert.Equal(0, await page.Page.Locator(".legend button").CountAsync());
        var box = (await page.Page.Locator("canvas").BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Page.GetByText("its −ELBO").First.WaitForAsync();
    }

    [Fact]
    public async Task Dimensions_DraggingASlider_ChangesTheImage()
    {
        await using var page = await studio.OpenAsync("/dimensions/model");
        await page.DecodedChangesAsync("");
        Assert.Equal(["z 1", "z 2", "z 0"], (await page.Page.Locator(".dimension .name").AllTextContentsAsync()).Select(name => name.Trim()));
        var before = await page.DecodedAsync();
        await page.Page.Locator("input[type=range]").First.FillAsync("2.5");
        await page.DecodedChangesAsync(before);
    }

    [Fact]
    public async Task Manifold_OtherDimensions_ChangesTheImage()
    {
        await using var page = await studio.OpenAsync("/manifold/model");
        var image = page.Page.Locator(".manifold img");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('.manifold img')?.src.length > 100");
        Assert.Equal(15 * 28, await image.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));
    }

    [Fact]
    public async Task Pages_OfARunWithTwoChannels_ShowThemSideBySide()
    {
        Assert.SkipWhen(studio.Missing is not null, studio.Missing ?? "");
        var options = new VaeOptions { Shape = new(2, 6, 6), Hidden = [4], DecoderHidden = [4], Latents = 3 };
        var run = TinyRun.Write(studio.Folder.At("runs", "planes"), TinyRun.Manifest with { Model = options });
        using (var model = new TrainedVae(new Vae(options, 3), Binarization.None))
            model.Save(run.WeightsPath);
        // It stays: the next test's page would ask for the picture of a run that the studio has not missed yet.
        await using (var page = await studio.OpenAsync("/samples/planes"))
        {
            (string Path, string Image)[] pictures =
                [("/samples/planes", ".sheet img"), ("/dimensions/planes", "#decoded"), ("/manifold/planes", ".manifold img")];
            foreach (var (path, image) in pictures)
            {
                await page.LeadAsync(path);
                await page.Page.WaitForFunctionAsync(
                    "image => { const it = document.querySelector(image); return it?.naturalWidth > 0 && it.naturalWidth === 2 * it.naturalHeight; }", image);
            }
            await page.LeadAsync("/playground/planes");
            await page.Page.GetByText("2 channels, shown side by side").WaitForAsync();
            await page.LeadAsync("/latent/planes");
            await page.Page.Locator("canvas[data-ready]").WaitForAsync();
            await page.LeadAsync("/runs/planes");
            await page.Page.Locator(".card h2").First.WaitForAsync();
        }
    }

    [Fact]
    public async Task Train_OnAnUploadedArchive_ShowsItsImagesAndReadsThemAsChosen()
    {
        await using var page = await studio.OpenAsync("/new");
        await page.Page.GetByLabel("Data", new() { Exact = true }).First.ClickAsync(new() { Force = true });
        await page.Page.GetByText("A file of yours", new() { Exact = true }).Last.ClickAsync();
        using var zip = new MemoryStream();
        using (var archive = new System.IO.Compression.ZipArchive(zip, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
            for (var i = 0; i < 20; i++)
            {
                await using var entry = archive.CreateEntry($"{i}.png").Open();
                entry.Write(Elbo.Reports.Figures.Drawing.ImageFile.Png(new(1, 6, 8), [.. Enumerable.Range(0, 48).Select(k => (k + i) % 7 / 7f)]));
            }
        await page.UploadAsync(new()
        { Name = "scans.zip", MimeType = "application/zip", Buffer = zip.ToArray() });
        await page.Page.GetByText("images of 8×6 to train on").WaitForAsync();
        await page.Page.Locator(".previews img").Nth(11).WaitForAsync();
        await page.Page.GetByLabel("Size", new() { Exact = true }).FillAsync("12x8");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.GetByText("images of 12×8 to train on").WaitForAsync();
        await page.Page.Locator(".command").Filter(new() { HasText = "--size 12x8" }).First.WaitForAsync();
        await page.Page.GetByLabel("Size", new() { Exact = true }).FillAsync("wide");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.GetByText("size was wide; it must be").WaitForAsync();
        Assert.Equal((0, ""), (await page.OverflowAsync(), await page.CutOffAsync()));
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Pages_OnAPhoneAndADesktop_Fit(int width)
    {
        await using var page = await studio.OpenAsync("/", width);
        foreach (var (path, part) in new[] { ("/", "table"), ("/runs/model", ".card:last-child"), ("/samples/model", ".sheet img"),
            ("/latent/model", "canvas[data-ready]"),
            ("/dimensions/model", ".strip img"), ("/manifold/model", ".manifold img"), ("/new", ".command"), ("/loss", ".kl-map"),
            ("/compare?run=model&run=broken", "h1") })
        {
            await page.LeadAsync(path);
            await page.Page.Locator(part).First.WaitForAsync();
            // Leaving while a chart is being drawn would leave an error in the console.
            await page.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.chart')].every(chart => chart.querySelector('.main-svg'))");
            Assert.Equal((path, 0, ""), (path, await page.OverflowAsync(), await page.CutOffAsync()));
        }
    }

    /// <summary>Opens the pages as files, without the studio.</summary>
    [Fact]
    public async Task Reports_OnAPhoneAndADesktop_CutNothingOffAndStayLegible()
    {
        foreach (var (file, figures) in WriteReports())
            foreach (var width in (int[])[390, 1280])
            {
                await using var page = await studio.OpenAsync(new Uri(file).AbsoluteUri, width);
                Assert.Equal((width, 0, ""), (width, await page.OverflowAsync(), await page.CutOffAsync(mayClip: false)));
                var scales = await page.Page.EvaluateAsync<double[]>(
                    "() => [...document.images].map(image => image.getBoundingClientRect().width / image.getAttribute('width'))");
                Assert.True(scales.Length >= figures);
                Assert.All(scales, scale => Assert.InRange(scale, 0.64, 1.01));
            }
    }

    [Fact]
    public async Task Train_FromTheForm_StartsStopsAndResumes()
    {
        await using var page = await studio.OpenAsync("/new");
        await page.Page.GetByLabel("Latent dimensions").FillAsync("0");
        await page.Page.GetByText("latents was 0").First.WaitForAsync();
        foreach (var (field, value, word) in new[] { ("Latent dimensions", "2", "--latents 2"), ("Hidden layers", "4", "--hidden 4"),
            ("Epochs", "500", "--epochs 500"),
            ("Name of the run", "from-the-form", "from-the-form") })
        {
            await page.Page.GetByLabel(field).FillAsync(value);
            await page.Page.Locator(".command").Filter(new() { HasText = word }).First.WaitForAsync();
        }
        await page.Button("Start training").ClickAsync();
        await page.Page.WaitForURLAsync("**/runs/from-the-form");
        await page.SeesAsync("training");
        await page.Button("Stop").ClickAsync();
        await page.SeesAsync("stopped");
        await page.Button("Resume").ClickAsync();
        await page.Button("Stop").ClickAsync();
        await page.SeesAsync("stopped");
    }

    [Fact]
    public async Task Train_OnAnUploadedTable_TakesItsColumnsAsChosen()
    {
        await using var page = await studio.OpenAsync("/new");
        await page.Page.Locator("label").Filter(new() { HasText = "Data" }).First.WaitForAsync();
        await page.Page.GetByLabel("Data", new() { Exact = true }).First.ClickAsync(new() { Force = true });
        await page.Page.GetByText("A file of yours", new() { Exact = true }).Last.ClickAsync();
        var path = page.Page.GetByLabel("File or folder");
        await path.FillAsync("../secret.csv");
        await path.PressAsync("Enter");
        await page.Page.GetByText("it must be a path below").First.WaitForAsync();
        await page.Page.Locator(".command").Filter(new() { HasText = "secret.csv" }).First.WaitForAsync();
        await page.Button("Start training").WaitForAsync();
        Assert.Equal((1, true), (await page.Page.GetByText("it must be a path below").CountAsync(), await page.Button("Start training").IsDisabledAsync()));

        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => $"{20 + i % 37},{i * i % 101 + 0.5},{(i % 3 == 0 ? "north" : "south")}\n"));
        await page.UploadAsync(new()
        { Name = "my houses.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes("age,price,city\n" + rows) });
        await page.Page.GetByText("Each column of a table has the likelihood of its kind").WaitForAsync();
        Assert.Equal(0, await page.Page.GetByLabel("Likelihood, p(x given z)").CountAsync());
        Assert.Equal("128,128", await page.Page.GetByLabel("Hidden layers").First.GetAttributeAsync("placeholder"));
        // 54 rows are one batch, so that even the most epochs are few steps.
        Assert.Equal("400", await page.Page.GetByLabel("Epochs").First.GetAttributeAsync("placeholder"));
        await page.Page.GetByLabel("Kind of price").SelectOptionAsync("positive");
        await page.Page.Locator(".command").Filter(new() { HasText = "--columns price:positive" }).First.WaitForAsync();
        Assert.True(File.Exists(studio.Folder.At("runs", "uploads", "my-houses.csv")));
        Assert.Equal("uploads/my-houses.csv", await path.InputValueAsync());
        await page.Page.GetByLabel("Epochs").FillAsync("2");
        await page.Page.GetByLabel("Name of the run").FillAsync("of-my-own");
        await page.Page.Locator(".command").Filter(new() { HasText = "of-my-own" }).First.WaitForAsync();
        await page.Button("Start training").ClickAsync();
        await page.Page.WaitForURLAsync("**/runs/of-my-own");
        await page.SeesAsync("finished");
        Assert.Equal(Elbo.Data.Tables.ColumnKind.Positive,
            RunFolder.Open(studio.Folder.At("runs", "of-my-own")).ReadManifest().Table!.Columns.Single(column => column.Name == "price").Kind);
        Assert.Equal("", await page.CutOffAsync());
    }

    /// <summary>A run's report and a comparison, with texts that are hard to wrap, and the least number of figures in each.</summary>
    private (string File, int Figures)[] WriteReports()
    {
        if (studio.Missing is not null)
            return [("/", 0)];
        var data = Datasets.Load("mnist");
        var known = RunFolder.Open(studio.Folder.At("runs", "model"));
        var manifest = known.ReadManifest() with
        {
            Data = new("mnist", 60_000, 0, 100, new('a', 64), new('b', 64)),
            Command = ["elbo", "train", new string('x', 200), "--epochs", "3"],
            Findings = [new Finding(Severity.Warning, new string('t', 90), $"In {new string('e', 90)}.", "Use --beta-warmup 10.")],
        };
        var run = TinyRun.Write(studio.Folder.At("reports", new string('n', 90)), manifest);
        File.Copy(known.WeightsPath, run.WeightsPath);
        using (var model = TrainedVae.Load(run.Root))
            RunReport.Write(run, model, data with { Test = data.Test.Slice(0, 100) });
        var comparison = studio.Folder.At("reports", "comparison.html");
        File.WriteAllText(comparison, ComparisonReport.Render(RunComparison.Of(
        [
            new(run.Root, manifest, run.ReadMetrics()),
            new(known.Root, manifest with { Training = manifest.Training with { Binarization = Binarization.None, Batch = 32 } }, run.ReadMetrics()),
        ]), string.Join(' ', manifest.Command)));
        return [(run.ReportPath, 10), (comparison, 3)];
    }
}
