using Elbo.Files;
using Elbo.Reports.Figures.Drawing;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Reports.History;

/// <summary>An epoch of the time machine.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Map">The codes as SVG; null for none.</param>
/// <param name="Labels">The groups that colour its points; null if there are none.</param>
/// <param name="Pictures">PNGs with what they show: reconstructions, samples.</param>
internal sealed record HistoryFrame(int Epoch, string? Map, EpochLabels? Labels, IReadOnlyList<(string Name, byte[] Png)> Pictures);

/// <summary>The training over its epochs in a report, without a script: one radio button for each frame shows it.</summary>
internal static class TimeMachine
{
    public const string Heading = "Over training";

    private const int MostFrames = 16, MostBytes = 1 << 20;

    /// <summary>The frames of a run: at most 16 of its kept epochs, evenly, with the first and the last.</summary>
    /// <param name="run">The run.</param>
    /// <param name="noun">The word for one example.</param>
    public static IReadOnlyList<HistoryFrame> Of(RunFolder run, string noun = "example")
    {
        var map = EpochMap.Of(run);
        (string Name, EpochPictures Files)[] pictures =
            [("Test examples and their reconstructions", new EpochPictures(run)), ("The same random codes, decoded", EpochPictures.Samples(run))];
        int[] epochs = [.. (map?.Epochs ?? []).Concat(pictures.SelectMany(kind => kind.Files.Epochs)).Distinct().Order()];
        if (map is null || epochs.Length < 2)
            return [];
        var frames = Math.Min(MostFrames, epochs.Length);
        int[] shown = [.. Enumerable.Range(0, frames).Select(i => epochs[(int)Math.Round(i * (epochs.Length - 1.0) / (frames - 1))]).Distinct()];
        return
        [
            .. shown.Select(epoch => new HistoryFrame(epoch, map.Svg(epoch, Shade.Light, noun), map.Labels,
            [
                .. pictures.Where(kind => kind.Files.Epochs.Contains(epoch))
                    .Select(kind => (kind.Name, RunFolder.Guard(kind.Files.PathOf(epoch), () => RegularFile.ReadAll(kind.Files.PathOf(epoch), MostBytes)))),
            ])),
        ];
    }

    /// <summary>The colours of the points on a dark page, as rules for report.css.</summary>
    public static string DarkRules { get; } = "@media screen and (prefers-color-scheme: dark) {\n"
        + string.Concat(Shade.Dark.Categorical.Select((color, i) => $"  .map .k{i} {{ fill: {color.Hex}; }}\n")) + "}\n";

    /// <summary>Bytes that they add to a page, before base64.</summary>
    public static long Size(IReadOnlyList<HistoryFrame> frames) =>
        frames.Sum(frame => (frame.Map?.Length ?? 0) * 3L / 4 + frame.Pictures.Sum(picture => (long)picture.Png.Length));

    /// <summary>Writes the section's content.</summary>
    public static void Write(Markup page, IReadOnlyList<HistoryFrame> frames, string noun) => page.Element("fieldset", () =>
    {
        page.Text("legend", "Epoch");
        foreach (var frame in frames)
        {
            var last = frame == frames[^1] ? " checked=\"checked\"" : "";
            page.Raw($"<input type=\"radio\" name=\"epoch\" id=\"epoch-{frame.Epoch}\"{last} /><label for=\"epoch-{frame.Epoch}\">{frame.Epoch}</label>\n");
            page.Element("div", () =>
            {
                if (frame.Map is { } map)
                    page.Element("div", () =>
                    {
                        page.Raw(map);
                        WriteKey(page, frame.Labels?.Names ?? []);
                        page.Text("p", $"Codes of the same test {noun}s, {(frame.Labels is { } labels ? $"coloured by {labels.Name}, " : "")}on the plane "
                            + "of the last epoch; circles: 1σ and 2σ of a standard normal.");
                    }, "map");
                page.Element("div", () =>
                {
                    foreach (var (name, png) in frame.Pictures)
                        page.Raw($"<img src=\"data:image/png;base64,{Convert.ToBase64String(png)}\" alt=\"{name} after epoch {frame.Epoch}\" />\n")
                            .Text("p", name + ".");
                });
            }, "frame");
        }
    }, "card history");

    /// <summary>The names of the colours.</summary>
    private static void WriteKey(Markup page, IReadOnlyList<string> names)
    {
        var colors = Shade.Light.Categorical;
        if (names.Count > 0)
            page.Element("ul", () =>
            {
                foreach (var (i, name) in names.Index())
                    page.Raw($"<li><svg viewBox=\"0 0 10 10\"><circle class=\"k{i % colors.Count}\" fill=\"{colors[i % colors.Count].Hex}\" ")
                        .Raw($"cx=\"5\" cy=\"5\" r=\"5\" /></svg>{Markup.Encode(VisibleText.Line(name))}</li>\n");
            }, "key");
    }
}
