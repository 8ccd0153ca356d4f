using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Elbo.Evaluation;
using Elbo.Reports.History;
using Elbo.Reports.Sharing;

namespace Elbo.Reports;

/// <summary>One self-contained page: inline style, images as data, nothing fetched, no script but that of a shared model; also
/// well-formed XML.</summary>
internal static class HtmlReport
{
    private const int OpenRowsUpTo = 12;

    /// <summary>In screen pixels: on a telephone 364 are left, in which text of 11 pixels is then 7 high. The figures of a run are not wider. A wider
    /// one, such as a comparison of many runs, is not shrunk until its text is unreadable, but scrolls.</summary>
    private const int WidestThatShrinks = 568;

    /// <summary>Text of 11 pixels is then 9 pixels high.</summary>
    private const double LeastScale = 0.8;

    /// <summary>In screen pixels: a wider figure goes over both columns.</summary>
    private const int WidestInColumn = 700;

    private const string FindingsHeading = "Findings", EpochsHeading = "Epochs", CommandHeading = "Run it again";

    private static string Footer(ReportContent content) =>
        $"Losses are in nats per {content.Noun}: summed over the {(content.Noun == "row" ? "columns" : "dimensions")} of one, averaged over {content.Noun}s; "
        + "lower is better. Written by Elbo.";

    /// <summary>Writes the page. Every text is encoded; empty parts are left out.</summary>
    /// <returns>An HTML document, to be saved as UTF-8.</returns>
    /// <exception cref="ArgumentException">A row of the table has more or fewer cells than there are columns, or a figure is not a PNG.</exception>
    public static string Render(ReportContent content)
    {
        var page = new Markup();
        page.Raw("<!DOCTYPE html>\n").Element("html", () =>
        {
            page.Element("head", () => Head(page, content));
            page.Element("body", () =>
            {
                page.Element("header", () => Top(page, content));
                page.Element("main", () =>
                {
                    Numbers(page, content.Numbers, content.Protocol);
                    Contents(page, content);
                    if (content.Share is { } share)
                        Section(page, SharePart.Heading, 1, () => SharePart.Write(page, share));
                    foreach (var group in content.Groups)
                        Group(page, group);
                    Findings(page, content.Findings);
                    foreach (var section in Pictures(content).GroupBy(picture => picture.Figure.Section))
                        Figures(page, section.Key, [.. section]);
                    Section(page, TimeMachine.Heading, content.History.Count, () => TimeMachine.Write(page, content.History, content.Noun));
                    if (content.Examples is { } examples)
                        Group(page, examples);
                    Epochs(page, content.Epochs);
                    Facts(page, content.FactsHeading, content.Facts);
                    Command(page, content.Command);
                });
                page.Element("footer", () => page.Text("p", Footer(content)));
            });
        }, attributes: " lang=\"en\"");
        return page.ToString();
    }

    private static void Head(Markup page, ReportContent content) => page
        .Raw("<meta charset=\"utf-8\" />\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
        .Raw("<link rel=\"icon\" href=\"data:,\" />\n")
        .Text("title", content.Title + " · Elbo report")
        .Raw($"<style>\n{Style.Value}</style>\n");

    private static void Top(Markup page, ReportContent content) => page
        .Text("p", "Elbo report", "kicker")
        .Text("h1", content.Title)
        .Element("div", () => page
            .Text("span", content.Verdict.Badge ?? Word(content.Verdict.Severity), "badge")
            .Text("p", content.Verdict.Sentence), "verdict " + CssClass(content.Verdict.Severity));

    private static void Numbers(Markup page, IReadOnlyList<ReportNumber> numbers, string protocol)
    {
        if (numbers.Count > 0)
            page.Element("dl", () =>
            {
                foreach (var number in numbers)
                    page.Element("div", () => page
                        .Text("dt", number.Label)
                        .Text("dd", number.Value, "value")
                        .Text("dd", number.Note, "note"), "card");
            }, "numbers");
        page.Text("p", protocol, "protocol");
    }

    /// <summary>Links to the sections, in one line.</summary>
    private static void Contents(Markup page, ReportContent content)
    {
        string[] headings =
        [
            .. content.Share is not null ? [SharePart.Heading] : Array.Empty<string>(),
            .. content.Groups.Where(group => group.Table.Rows.Count > 0).Select(group => group.Heading),
            .. content.Findings.Count > 0 ? [FindingsHeading] : Array.Empty<string>(),
            .. content.Figures.Select(figure => figure.Section).Distinct(),
            .. content.History.Count > 0 ? [TimeMachine.Heading] : Array.Empty<string>(),
            .. content.Examples is { Table.Rows.Count: > 0 } examples ? [examples.Heading] : Array.Empty<string>(),
            .. content.Epochs is { Rows.Count: > 0 } ? [EpochsHeading] : Array.Empty<string>(),
            .. content.Facts.Count > 0 ? [content.FactsHeading] : Array.Empty<string>(),
            .. content.Command is not null ? [CommandHeading] : Array.Empty<string>(),
        ];
        if (headings.Length > 2)
            page.Element("nav", () =>
            {
                foreach (var heading in headings)
                    page.Raw($"<a href=\"#{Anchor(heading)}\">{Markup.Encode(heading)}</a>\n");
            }, "contents", " aria-label=\"Contents\"");
    }

    /// <summary>The fragment of a heading: its letters and digits in lower case, with hyphens between.</summary>
    private static string Anchor(string heading) => "at-" + string.Join('-',
        string.Concat(heading.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static void Group(Markup page, ReportGroup group) => Section(page, group.Heading, group.Table.Rows.Count, () => page
        .Text("p", group.Note, "lead")
        .Element("div", () => Table(page, group.Table, group.Heading), "card"));

    private static void Findings(Markup page, IReadOnlyList<Finding> findings) => Section(page, FindingsHeading, findings.Count, () => page
        .Element("ul", () =>
        {
            foreach (var finding in findings)
                page.Element("li", () => page
                    .Text("span", finding.Severity.ToString(), "mark")
                    .Text("h3", finding.Title)
                    .Text("p", finding.Evidence)
                    .Text("p", finding.Remedy.Length > 0 ? "What to do: " + finding.Remedy : "", "remedy"), "card " + CssClass(finding.Severity));
        }, "findings"));

    private static IEnumerable<(ReportFigure Figure, PageImages Image)> Pictures(ReportContent content)
    {
        foreach (var figure in content.Figures)
            ThrowIfNoPng(figure);
        return content.Figures.Zip(PageImages.Of(content.Figures, (content.Share?.Size ?? 0) + TimeMachine.Size(content.History)));
    }

    private static void Figures(Markup page, string heading, IReadOnlyList<(ReportFigure Figure, PageImages Image)> pictures) =>
        Section(page, heading, pictures.Count, () => page.Element("div", () =>
        {
            foreach (var (figure, image) in pictures)
                page.Element("figure", () => page
                    .Text("h3", figure.Title)
                    .Raw($"{Image(figure, image)}\n")
                    .Text("figcaption", figure.Caption),
                    Width(figure) > WidestInColumn ? "card across" : "card");
        }, "figures"));

    private static void ThrowIfNoPng(ReportFigure figure)
    {
        if (figure.Png.Length < 24 || !figure.Png.Span.StartsWith(PngSignature))
            throw new ArgumentException(
                $"The figure \"{figure.Title}\" holds {figure.Png.Length} bytes that are not a PNG; give the bytes that Elbo.Figures returns.");
    }

    // A figure has two pixels for each of the screen's: shown at half its size it is sharp everywhere.
    private static string Image(ReportFigure figure, PageImages images)
    {
        var height = BinaryPrimitives.ReadInt32BigEndian(figure.Png.Span[20..]);
        var (shown, frame) = (Width(figure), "");
        if (shown > WidestThatShrinks)
            frame = string.Create(CultureInfo.InvariantCulture,
                $" wide\" style=\"--least: {LeastScale * shown:F0}px\" tabindex=\"0\" role=\"region\" aria-label=\"{Markup.Encode(figure.Title)}");
        var dark = images.Dark is { } other ? $"<source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"{other.Address}\" />" : "";
        var kind = images.Dark is null ? "paper white" : "paper";
        return string.Create(CultureInfo.InvariantCulture, $"<div class=\"{kind}{frame}\"><picture>{dark}<img src=\"{images.Light.Address}\" ")
            + string.Create(CultureInfo.InvariantCulture, $"width=\"{shown}\" height=\"{(height + 1) / 2}\" ")
            + $"alt=\"{Markup.Encode(figure.Alt)}\" /></picture></div>";
    }

    /// <summary>In screen pixels.</summary>
    private static int Width(ReportFigure figure) => (BinaryPrimitives.ReadInt32BigEndian(figure.Png.Span[16..]) + 1) / 2;

    private static void Epochs(Markup page, ReportTable? table)
    {
        if (table is not null)
            Section(page, EpochsHeading, table.Rows.Count, () => page.Element("details", () =>
            {
                page.Text("summary", table.Rows.Count == 1 ? "1 epoch" : $"{table.Rows.Count} epochs");
                Table(page, table, "Numbers of each epoch");
            }, "card", table.Rows.Count <= OpenRowsUpTo ? " open=\"open\"" : ""));
    }

    private static void Table(Markup page, ReportTable table, string label)
    {
        if (table.Rows.FirstOrDefault(row => row.Count != table.Columns.Count) is { } wrong)
            throw new ArgumentException($"A row of \"{label}\" has {wrong.Count} cells for {table.Columns.Count} columns; give one for each.");
        var focusable = $" tabindex=\"0\" role=\"region\" aria-label=\"{Markup.Encode(label)}\"";
        page.Element("div", () => page.Element("table", () => Cells(page, table)), "scroll", focusable);
    }

    private static void Cells(Markup page, ReportTable table)
    {
        page.Element("thead", () => page.Element("tr", () =>
        {
            foreach (var column in table.Columns)
            {
                var unit = column.Unit.Length > 0 ? $" <span>{Markup.Encode(column.Unit)}</span>" : "";
                page.Raw($"<th scope=\"col\">{Markup.Encode(column.Name)}{unit}</th>\n");
            }
        }));
        page.Element("tbody", () =>
        {
            foreach (var row in table.Rows)
                page.Element("tr", () =>
                {
                    for (var i = 0; i < row.Count; i++)
                        page.Raw(i == 0 ? $"<th scope=\"row\">{Markup.Encode(row[i])}</th>" : $"<td>{Markup.Encode(row[i])}</td>");
                });
        });
    }

    private static void Facts(Markup page, string heading, IReadOnlyList<ReportFacts> facts) => Section(page, heading, facts.Count, () => page
        .Element("div", () =>
        {
            foreach (var group in facts)
                page.Element("section", () => page
                    .Text("h3", group.Heading)
                    .Element("dl", () =>
                    {
                        foreach (var (label, value) in group.Rows)
                            page.Raw($"<div><dt>{Markup.Encode(label)}</dt><dd>{Markup.Encode(value)}</dd></div>\n");
                    }), "card");
        }, "facts"));

    private static void Command(Markup page, string? command) => Section(page, CommandHeading, command is null ? 0 : 1, () => page
        .Raw($"<pre class=\"card\"><code>{Markup.Encode(command!)}</code></pre>\n"));

    private static void Section(Markup page, string heading, int items, Action content)
    {
        if (items > 0)
            page.Element("section", () =>
            {
                page.Text("h2", heading);
                content();
            }, attributes: $" id=\"{Anchor(heading)}\"");
    }

    private static string Word(Severity severity) => severity == Severity.Info ? "Good" : severity.ToString();

    private static string CssClass(Severity severity) => severity switch
    {
        Severity.Info => "good",
        Severity.Warning => "warning",
        _ => "bad",
    };

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>The style, and before it the typeface of the figures.</summary>
    internal static readonly Lazy<string> Style = new(() => Face(400, "Inter-Regular.otf") + Face(600, "Inter-SemiBold.otf")
        + Text("Elbo.report.css") + TimeMachine.DarkRules);

    internal static string Text(string name) => Encoding.UTF8.GetString(Resource(name));

    private static string Face(int weight, string file) =>
        $"@font-face {{ font-family: Inter; font-weight: {weight}; src: url(data:font/otf;base64,{Convert.ToBase64String(Resource($"Elbo.{file}"))}); }}\n";

    private static byte[] Resource(string name)
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing from this build of Elbo.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
