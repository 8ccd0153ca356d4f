using System.Globalization;
using System.Text;
using Elbo.Analysis.Exploration;
using Elbo.Data.Tables;
using Elbo.Files.NumPy;
using Elbo.Models;
using Elbo.Reports.Figures.Drawing;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Reports.History;

/// <summary>The codes of the kept epochs on one plane, that of the last epoch: frames that differ only by the training.</summary>
internal sealed class EpochMap
{
    private const int Side = 420, Radius = 4;

    private readonly EpochPictures files;
    private readonly Func<ReadOnlyMemory<float>, (float X, float Y)> place;
    private readonly (float X, float Y) prior;
    private readonly double reach;
    private readonly int latents;

    private EpochMap(EpochPictures files, Codes last, TableEncoding? table)
    {
        (this.files, latents) = (files, last.Latents);
        if (latents <= 2)
            place = z => (z.Span[0], z.Span[latents - 1]);
        else
        {
            var components = PrincipalComponents.Of(last);
            place = z => components.Project(z.Span);
        }
        prior = place(new float[latents]);
        (float X, float Y)[] points = [.. Points(last)];
        Labels = EpochLabels.Read(files, table, points);
        reach = Math.Max(2.4, points.Max(point => Math.Max(Math.Abs(point.X - prior.X), Math.Abs(point.Y - prior.Y))));
    }

    /// <summary>The epochs that have codes, ascending.</summary>
    public IReadOnlyList<int> Epochs => files.Epochs;

    /// <summary>The groups that give the points their colours; null if all points share one colour.</summary>
    public EpochLabels? Labels { get; }

    /// <summary>The map of a run; null if it kept no codes, or they cannot be read.</summary>
    public static EpochMap? Of(RunFolder run)
    {
        var files = EpochPictures.Codes(run);
        return files.Epochs is { Count: > 0 } epochs && Read(files, epochs[^1]) is { } last ? new(files, last, TableOf(run)) : null;
    }

    /// <summary>The frame of an epoch as SVG, without text: points in their labels' colours, and the 1σ and 2σ circles of a standard normal.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="shade">The colours; each group has the class <c>kN</c> of its colour too.</param>
    /// <param name="noun">The word for one example.</param>
    /// <returns>Null if the epoch has no codes.</returns>
    public string? Svg(int epoch, Shade shade, string noun = "example")
    {
        if (!files.Epochs.Contains(epoch) || Read(files, epoch) is not { } codes || codes.Latents != latents)
            return null;
        var svg = new StringBuilder(Text($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Side} {Side}\" role=\"img\" "))
            .Append(Text($"aria-label=\"Codes of {codes.Count} test {noun}s after epoch {epoch}\">"));
        foreach (var deviations in (int[])[1, 2])
            svg.Append(Text($"<circle cx=\"{Side / 2}\" cy=\"{Side / 2}\" r=\"{deviations / reach * Side / 2:F1}\" fill=\"none\" stroke=\"#8893a0\" />"));
        foreach (var group in Points(codes).Index().GroupBy(point => Labels is { } labels && point.Index < labels.Of.Count ? labels.Of[point.Index] : 0))
        {
            var color = group.Key % shade.Categorical.Count;
            svg.Append(Text($"<g class=\"k{color}\" fill=\"{shade.Categorical[color].Hex}\" fill-opacity=\"0.8\">"));
            foreach (var (_, (x, y)) in group)
                if (float.IsFinite(x) && float.IsFinite(y))
                    svg.Append(Text($"<circle cx=\"{X(x - prior.X)}\" cy=\"{X(prior.Y - y)}\" r=\"{Radius}\" />"));
            svg.Append("</g>");
        }
        return svg.Append("</svg>").ToString();
    }

    private int X(double distance) => (int)Math.Round(Math.Clamp(distance / reach, -1, 1) * (Side / 2 - Radius) + Side / 2);

    private IEnumerable<(float X, float Y)> Points(Codes codes) =>
        Enumerable.Range(0, codes.Count).Select(i => place(codes.Mu.AsMemory(i * codes.Latents, codes.Latents)));

    private static Codes? Read(EpochPictures files, int epoch) =>
        Array(files.PathOf(epoch)) is { Shape: [> 0 and var count, > 0 and var latents] } array && array.Type == NpyTypes.Of<float>()
            ? new Codes((int)count, (int)latents, array.Values<float>().ToArray(), [])
            : null;

    internal static NpyArray? Array(string path)
    {
        try
        {
            return File.Exists(path) ? NpyFile.Read(path) : null;
        }
        catch (DataException)
        {
            // Removed meanwhile, or not what a training wrote: the frame is left out.
            return null;
        }
    }

    private static TableEncoding? TableOf(RunFolder run)
    {
        try
        {
            return run.ReadManifest().Table;
        }
        catch (ElboException)
        {
            // Not readable now: the points are in one colour until it is.
            return null;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
