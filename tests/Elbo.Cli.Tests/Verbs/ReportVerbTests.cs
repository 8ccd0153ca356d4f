using System.Xml.Linq;

namespace Elbo.Cli.Tests.Verbs;

public sealed class ReportVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Report_OneRun_DrawsItsFiguresAgain()
    {
        var run = await Train("a");
        var report = Path.Combine(run, "report.html");
        var before = File.ReadAllBytes(report);
        File.Delete(report);
        File.Delete(Path.Combine(run, "figures", "extremes.png"));
        Assert.Equal($"{report}\n", (await Ran.Elbo("report", run)).Out);
        Assert.Equal(before, File.ReadAllBytes(report));
        Assert.True(File.Exists(Path.Combine(run, "figures", "extremes.png")));
        (await Ran.Elbo("report", run, "--out", folder.At("x.html"))).AssertFailed(ExitCode.WrongUsage, "--out was", "report.html in its folder");
    }

    [Fact]
    public async Task Report_Share_PutsTheModelIntoTheReportAndReportAloneTakesItOut()
    {
        var run = await Train("a");
        var report = Path.Combine(run, "report.html");
        Assert.Equal($"{report}\n", (await Ran.Elbo("report", run, "--share")).Out);
        var model = XDocument.Parse(File.ReadAllText(report)).Root!.Descendants("script").Single(script => script.Attribute("id")?.Value == "play-model");
        Assert.StartsWith("{\"activation\":\"Relu\"", model.Value, StringComparison.Ordinal);
        (await Ran.Elbo("report", run, run, "--share")).AssertFailed(ExitCode.WrongUsage, "--share was given for a comparison", "Name one run");
        await Ran.Elbo("report", run);
        Assert.DoesNotContain("<script", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_SeveralRuns_IsOnePageThatRanksThem()
    {
        var (a, b, page) = (await Train("a"), await Train("b", "--epochs", "3", "--lr", "0.01"), folder.At("both.html"));
        Assert.Equal($"{page}\n", (await Ran.Elbo("report", a, b, "--out", page)).Out);
        var html = XDocument.Parse(File.ReadAllText(page)).Root!;
        Assert.Equal("2 runs compared", html.Descendants("h1").Single().Value);
        Assert.StartsWith(
            "b has the lowest test −ELBO",
            html.Descendants("p").Single(p => p.Parent!.Attribute("class")?.Value.StartsWith("verdict", StringComparison.Ordinal) == true).Value,
            StringComparison.Ordinal);
        Assert.Equal(["a", "b (lowest)"], html.Descendants("th").Where(cell => cell.Attribute("scope")?.Value == "row").Select(cell => cell.Value));
        Assert.Equal(["0.001", "0.01"], html.Descendants("td").Select(cell => cell.Value).Where(cell => cell is "0.001" or "0.01"));
        Assert.Equal(5, html.Descendants("figure").Count());
        Assert.Equal($"elbo report {a} {b} --out {page}", html.Descendants("code").Single().Value);

        await Ran.Elbo("report", a, b, "--out", page); // the same content is not a conflict
        File.AppendAllText(page, "mine");
        (await Ran.Elbo("report", a, b, "--out", page)).AssertFailed(ExitCode.Failed, "exists already", "--force");
        Assert.EndsWith("mine", File.ReadAllText(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OtherLikelihoods_AreNotRanked()
    {
        string[] runs = [await Train("a"), await Train("b", "--likelihood", "gaussian", "--binarization", "threshold")];
        await Ran.Elbo(["report", .. runs, "--out", folder.At("c.html")]);
        var text = File.ReadAllText(folder.At("c.html"));
        Assert.Contains("Not ranked across the 2 groups, which differ in likelihood", text, StringComparison.Ordinal);
        Assert.DoesNotContain("(lowest)", text, StringComparison.Ordinal);
    }

    private async Task<string> Train(string name, params string[] options)
    {
        string[] epochs = options.Contains("--epochs") ? [] : ["--epochs", "1"];
        var ran = await Ran.Elbo(["train", TinyData.Write(folder), "--out", folder.At(name), .. epochs, .. options, .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        return folder.At(name);
    }
}
