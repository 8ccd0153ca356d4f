using System.Net;
using Elbo.Runs.Sessions;
using Elbo.Studio.Runs;
using Elbo.Studio.Tests.Safety;

namespace Elbo.Studio.Tests.Runs;

public sealed class RunFilesTests(LoopbackStudio shared) : IClassFixture<LoopbackStudio>
{
    [Fact]
    public async Task Figure_OfARun_IsThere()
    {
        var studio = shared.Client;
        TinyRun.Write(studio.Folder.At("deep", "a"));
        using var answer = await studio.SendAsync("/files/figure?run=deep/a&file=samples.png");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Figure_OnADarkPage_IsTheDarkOneWhereThereIsOne()
    {
        var studio = shared.Client;
        var run = TinyRun.Write(studio.Folder.At("night"));
        var light = await BytesAsync();
        Directory.CreateDirectory(Elbo.Reports.DarkFigures.FolderOf(run));
        File.WriteAllBytes(Elbo.Reports.DarkFigures.PathOf(run, "samples.png"), [1, 2, 3]);
        Assert.Equal([1, 2, 3], await BytesAsync());
        File.Delete(Elbo.Reports.DarkFigures.PathOf(run, "samples.png"));
        File.CreateSymbolicLink(Elbo.Reports.DarkFigures.PathOf(run, "samples.png"), run.ManifestPath);
        Assert.Equal(light, await BytesAsync());

        async Task<byte[]> BytesAsync()
        {
            using var answer = await studio.SendAsync("/files/figure?run=night&file=samples.png&dark=true");
            return await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("a", "../run.json")]
    [InlineData("a", "../../a/figures/samples.png")]
    [InlineData("a", "samples.png/../samples.png")]
    [InlineData("a", "/etc/passwd")]
    [InlineData("../outside", "samples.png")]
    [InlineData("a/../../outside", "samples.png")]
    [InlineData("a\\..\\..\\outside", "samples.png")]
    [InlineData("/", "samples.png")]
    [InlineData("", "samples.png")]
    [InlineData("linked", "samples.png")]
    [InlineData("a", "linked.png")]
    public async Task Figure_OutsideOfTheFolder_IsNot(string run, string file)
    {
        var studio = shared.Client;
        using var outside = new TempFolder();
        TinyRun.Write(outside.At("outside"));
        var folder = studio.Folder.At(Guid.NewGuid().ToString("N"));
        TinyRun.Write(Path.Combine(folder, "a"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), outside.At("outside"));
        File.CreateSymbolicLink(Path.Combine(folder, "a", "figures", "linked.png"), outside.At("outside", "figures", "samples.png"));
        Assert.Equal(HttpStatusCode.NotFound,
            await studio.StatusAsync($"/files/figure?run={Uri.EscapeDataString($"{Path.GetFileName(folder)}/{run}")}&file={Uri.EscapeDataString(file)}"));
    }

    [Fact]
    public async Task Epoch_OfARun_IsThereOnceItIsDrawn()
    {
        var studio = shared.Client;
        var run = TinyRun.Write(studio.Folder.At("drawn"));
        TinyRun.AddPicture(run, 2);
        using var answer = await studio.SendAsync("/files/epoch?run=drawn&epoch=2");
        Assert.Equal(File.ReadAllBytes(new EpochPictures(run).PathOf(2)), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("image/png", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, await studio.StatusAsync("/files/epoch?run=drawn&epoch=1"));
        Assert.Equal(HttpStatusCode.NotFound, await studio.StatusAsync("/files/epoch?run=nothing&epoch=2"));
        Assert.Equal(HttpStatusCode.BadRequest, await studio.StatusAsync("/files/epoch?run=drawn&epoch=../../2"));
        Assert.Equal(HttpStatusCode.BadRequest, await studio.StatusAsync("/files/epoch?run=drawn"));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("figures")]
    public async Task Epoch_BehindALink_IsNot(string what)
    {
        var studio = shared.Client;
        using var outside = new TempFolder();
        var other = TinyRun.Write(outside.At("outside"));
        TinyRun.AddPicture(other, 1);
        var run = TinyRun.Write(studio.Folder.At($"link-{what}"));
        var root = new EpochPictures(run).Root;
        if (what == "figures")
        {
            Directory.Delete(run.FiguresPath, recursive: true);
            Directory.CreateSymbolicLink(run.FiguresPath, other.FiguresPath);
        }
        else if (what == "folder")
            Directory.CreateSymbolicLink(root, new EpochPictures(other).Root);
        else
        {
            Directory.CreateDirectory(root);
            File.CreateSymbolicLink(Path.Combine(root, "0001.png"), new EpochPictures(other).PathOf(1));
        }
        Assert.Equal(HttpStatusCode.NotFound, await studio.StatusAsync($"/files/epoch?run=link-{what}&epoch=1"));
    }

    [Fact]
    public async Task File_IsAPipe_IsRefusedAtOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Folders of Windows hold no pipes.");
        await using var studio = await StudioClient.StartAsync();
        foreach (var name in (string[])["a", "b", "c"])
            TinyRun.AddPicture(TinyRun.Write(studio.Folder.At(name)), 1);
        studio.Folder.Pipe("a", "run.json");
        studio.Folder.Pipe("b", "metrics.jsonl");
        studio.Folder.Pipe("c", "report.html");
        studio.Folder.Pipe("c", "figures", "samples.png");
        studio.Folder.Pipe("c", "figures", "epochs", "0001.png");
        foreach (var (path, status) in ((string, HttpStatusCode)[])
            [
                ("/", HttpStatusCode.OK), ("/runs/a", HttpStatusCode.OK), ("/runs/b", HttpStatusCode.OK), ("/runs/c", HttpStatusCode.OK),
                ("/files/report?run=c", HttpStatusCode.NotFound), ("/files/figure?run=c&file=samples.png", HttpStatusCode.NotFound),
                ("/files/epoch?run=c&epoch=1", HttpStatusCode.NotFound),
            ])
            Assert.Equal((path, status), (path, await studio.StatusAsync(path).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)));
        Assert.Contains("run.json is a pipe, not a regular file", studio.Services.GetRequiredService<RunCatalog>().Find("a")!.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/files/report?run=headed")]
    [InlineData("/files/figure?run=headed&file=samples.png")]
    [InlineData("/_content/Elbo.Studio/appearance.js")]
    [InlineData("/runs/headed")]
    [InlineData("/files/report?run=nothing")]
    public async Task Head_OfAnything_AnswersAsGetWithoutBody(string path)
    {
        await using var studio = await StudioClient.StartAsync();
        File.WriteAllText(TinyRun.Write(studio.Folder.At("headed")).ReportPath, "<p>a report</p>");
        using var get = await studio.SendAsync(path);
        using var head = await studio.SendAsync(path, HttpMethod.Head);
        Assert.Equal((get.StatusCode, get.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
        Assert.Equal(get.Headers.GetValues("Content-Security-Policy"), head.Headers.GetValues("Content-Security-Policy"));
        if (path.StartsWith("/files", StringComparison.Ordinal) && get.IsSuccessStatusCode)
            Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Report_RunsNothing()
    {
        var studio = shared.Client;
        File.WriteAllText(TinyRun.Write(studio.Folder.At("reported")).ReportPath, "<script>alert(1)</script>");
        using var answer = await studio.SendAsync("/files/report?run=reported");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("sandbox; default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }
}
