using System.Text.RegularExpressions;
using System.Xml.Linq;
using Elbo.Evaluation;
using Elbo.Reports;
using Elbo.Reports.Figures;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Reports;

public sealed partial class HtmlReportTests
{
    private const string Hostile = "<script>alert(\"x\")</script> & 'quotes' 🙂 \u0001\u202E \ud800 − é";

    private static readonly byte[] Png = KlSurface.Render();

    [Fact]
    public void Render_HostileTexts_AreEncodedEverywhere()
    {
        var html = HtmlReport.Render(Full(Hostile));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\u0001', html);
        Assert.DoesNotContain('\u202E', html);
        var texts = XDocument.Parse(html).Root!.Descendants().Where(e => !e.HasElements && e.Name != "style").Select(e => e.Value).ToArray();
        var shown = Hostile.Replace("\u0001\u202E", @"\u0001\u202E", StringComparison.Ordinal).Replace('\ud800', '\ufffd');
        // Title, heading, verdict, number × 3, protocol, link, group × 4, finding × 3, figure × 2, column's unit, cell × 2, facts × 3, command.
        Assert.Equal(24, texts.Count(text => text.Contains(shown)));
        Assert.StartsWith(shown, Elements(html, "th").First().Value);
        Assert.Equal(shown, Elements(html, "img").First().Attribute("alt")!.Value);
    }

    [Fact]
    public void Render_Full_IsWellFormedAndHasEveryFigureOnce()
    {
        var html = HtmlReport.Render(Full("text"));
        Assert.Equal(2, Elements(html, "figure").Count());
        Assert.All(Elements(html, "img"), img =>
        {
            Assert.Equal(Png, Convert.FromBase64String(img.Attribute("src")!.Value["data:image/png;base64,".Length..]));
            Assert.NotEmpty(img.Attribute("alt")!.Value);
        });
        using var bitmap = Figures.Png.Decode(Png);
        Assert.Equal($"{bitmap.Width / 2}", Elements(html, "img").First().Attribute("width")!.Value);
    }

    [Fact]
    public void Render_FigureForBothAppearances_FollowsTheReadersAndOthersStayOnWhite()
    {
        var both = ReportFigure.Drawn("both", "", "alt", () => KlSurface.Render(null));
        var html = HtmlReport.Render(Full("text") with { Figures = [both, new("light", "", "alt", Png)] });
        var source = Elements(html, "source").Single();
        Assert.Equal("screen and (prefers-color-scheme: dark)", source.Attribute("media")!.Value);
        Assert.Equal(both.Dark.ToArray(), Convert.FromBase64String(source.Attribute("srcset")!.Value["data:image/png;base64,".Length..]));
        Assert.False(both.Dark.Span.SequenceEqual(both.Png.Span));
        Assert.Equal([false, true], Elements(html, "picture").Select(e => e.Parent!.Attribute("class")!.Value.Split(' ').Contains("white")));
    }

    /// <summary>Twelve grids of noisy waves are 4 MB as PNG.</summary>
    [Fact]
    public void Render_LargeFigures_StaysBelowFiveMegabytes()
    {
        var random = new Random(1);
        ReportFigure Noise(int figure) => new($"noise {figure}", "", "noise", ImageGrid.Render(
            new(new(3, 32, 32), Enumerable.Range(0, 100 * 3072).Select(i => 0.5f + 0.4f * MathF.Sin(i / 9f) + 0.1f * random.NextSingle()).ToArray()),
            10));
        var html = HtmlReport.Render(Full("text") with { Figures = [.. Enumerable.Range(0, 12).Select(Noise), new("small", "", "small", Png)] });
        Assert.InRange(html.Length, 1_000_000, 5_000_000);
        var types = Elements(html, "img").Select(img => img.Attribute("src")!.Value.Split(';')[0]).ToArray();
        Assert.Contains("data:image/webp", types);
    }

    [Fact]
    public void Render_Full_FetchesNothing()
    {
        var html = HtmlReport.Render(Full("text"));
        Assert.DoesNotMatch("https?:|//[a-z]|url\\(|@import", Base64().Replace(html, "").Replace("url(data:font/otf;)", "", StringComparison.Ordinal));
        Assert.All(XDocument.Parse(html).Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"),
            a => Assert.Matches("^(data:|#at-)", a.Value));
        Assert.Empty(Elements(html, "script"));
    }

    [Fact]
    public void Render_Page_HasLanguageViewportAndHeadingsInOrder()
    {
        var html = HtmlReport.Render(Full("text"));
        Assert.StartsWith("<!DOCTYPE html>", html);
        Assert.Equal("en", XDocument.Parse(html).Root!.Attribute("lang")!.Value);
        Assert.Contains(Elements(html, "meta"), meta => meta.Attribute("name")?.Value == "viewport");
        Assert.Single(Elements(html, "h1"));
        Assert.Equal(["text", "Findings", "Figures", "Epochs", "The run", "Run it again"], Elements(html, "h2").Select(h => h.Value));
        Assert.Contains("prefers-color-scheme: dark", html);
    }

    [Fact]
    public void Render_FiguresOfTwoSections_StandUnderTheirHeadingsAndContentsLinkToAll()
    {
        ReportFigure Of(string title, string section) => new(title, "", "alt", Png) { Section = section };
        var html = HtmlReport.Render(Full("text") with { Figures = [Of("a", "Images"), Of("b", "Latent space"), Of("c", "Images")] });
        Assert.Equal(["text", "Findings", "Images", "Latent space", "Epochs", "The run", "Run it again"], Elements(html, "h2").Select(h => h.Value));
        Assert.Equal(["a", "c", "b"], Elements(html, "figure").Select(figure => figure.Element("h3")!.Value));
        var links = Elements(html, "a").Select(a => a.Attribute("href")!.Value[1..]).ToArray();
        Assert.Equal(Elements(html, "section").Select(section => section.Attribute("id")?.Value).OfType<string>(), links);
        Assert.Equal("at-latent-space", links[3]);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(150, false)]
    public void Render_LongTable_IsCollapsed(int rows, bool open)
    {
        var content = Full("text") with { Epochs = new([new("epoch")], [.. Enumerable.Range(1, rows).Select(i => (string[])[$"{i}"])]) };
        var details = Elements(HtmlReport.Render(content), "details").Single();
        Assert.Equal(open, details.Attribute("open") is not null);
        Assert.Equal($"{rows} epochs", details.Element("summary")!.Value);
        Assert.Equal(rows + 1, details.Descendants("tr").Count());
    }

    [Fact]
    public void Render_OnlyTitleAndVerdict_LeavesTheRestOut()
    {
        var html = HtmlReport.Render(new() { Title = "run", Verdict = new(Severity.Error, "It diverged.") });
        Assert.Empty(Elements(html, "h2"));
        Assert.Equal("Error", Elements(html, "span").Single().Value);
    }

    [Fact]
    public void Render_RowOfOtherLength_Throws() => Assert.Contains("2 cells for 1 columns", Assert.Throws<ArgumentException>(() =>
        HtmlReport.Render(Full("text") with { Epochs = new([new("epoch")], [["1", "2"]]) })).Message);

    [Fact]
    public void Render_NoPng_Throws() => Assert.Contains("not a PNG", Assert.Throws<ArgumentException>(() =>
        HtmlReport.Render(Full("text") with { Figures = [new("title", "", "alt", new byte[40])] })).Message);

    private static ReportContent Full(string text) => new()
    {
        Title = text,
        Verdict = new(Severity.Warning, text),
        Numbers = [new(text, text, text)],
        Protocol = text,
        Groups = [new(text, text, new([new(text)], [[text]]))],
        Findings = [new(Severity.Error, text, text, text)],
        Figures = [new(text, text, text, Png), new("second", "", "the surface again", Png)],
        Epochs = new([new(text, text), new("b")], [[text, text]]),
        Facts = [new(text, [(text, text)])],
        Command = text,
    };

    private static IEnumerable<XElement> Elements(string html, string name) => XDocument.Parse(html).Descendants(name);

    [GeneratedRegex("base64,[A-Za-z0-9+/=]+")]
    private static partial Regex Base64();
}
