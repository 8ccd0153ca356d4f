using System.Globalization;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Reports.Figures;

/// <summary>The codes of examples in two latent dimensions, against the standard normal prior.</summary>
public static class CodesScatter
{
    private const int Side = 1000, MostKeys = 22, Padding = 100, DenseFrom = 1500;

    /// <summary>Draws one small translucent dot per example, coloured by label, and the 1σ and 2σ circles of a standard normal.</summary>
    /// <param name="codes">At least one code; those that are not finite are left out, and the subtitle says so.</param>
    /// <param name="labels">One label per example, shape [N]; null or empty without labels.</param>
    /// <param name="horizontal">The latent dimension that grows to the right.</param>
    /// <param name="vertical">The latent dimension that grows upwards.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">The codes are empty, or the number of labels is not the number of codes.</exception>
    public static byte[] Render(
        Codes codes, ReadOnlyMemory<byte>? labels = null, int horizontal = 0, int vertical = 1, string? title = "Codes of the test set")
    {
        float[] Along(int latent) => [.. Enumerable.Range(0, codes.Count).Select(i => codes.MuOf(i)[latent])];
        var points = new CodePoints(Along(horizontal), Along(vertical), labels) { NameX = $"z {horizontal}", NameY = $"z {vertical}" };
        return Draw(points, new CodesScatterOptions { Title = title });
    }

    /// <summary>Draws the codes along two latent dimensions.</summary>
    /// <param name="codes">At least one code; those that are not finite are left out, and the subtitle says so.</param>
    /// <param name="options">Names of labels, thinning and title; null for the defaults.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">The codes are empty, or MostPoints is below 1.</exception>
    internal static byte[] Draw(CodePoints codes, CodesScatterOptions? options = null)
    {
        options ??= new();
        if (codes.Count == 0)
            throw new ArgumentException("There are 0 codes; the scatter needs at least 1.", nameof(codes));
        if (options.MostPoints < 1)
            throw new ArgumentException($"MostPoints was {options.MostPoints}; it must be at least 1.", nameof(options));
        var stride = (codes.Count + options.MostPoints - 1) / options.MostPoints;
        var points = Points(codes, stride);
        byte[] labels = codes.Labels is { } given ? [.. given.ToArray().Distinct().Order()] : [];

        var header = new Header(options.Title, Summary(codes, stride, points.Length, options.Noun));
        var top = FigureCanvas.Margin + header.Height;
        var keys = Keys(labels, options);
        var (left, width) = (FigureCanvas.Margin + Padding, Side - Padding);
        using var canvas = new FigureCanvas(2 * FigureCanvas.Margin + Side, top + Side + Key.WrappedHeight(keys, width) + FigureCanvas.Margin);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, Side);
        using var chart = new Chart(codes.NameX, codes.NameY) { Padding = new(left: Padding, right: 0, bottom: 88, top: 12) };
        var area = SKRect.Create(FigureCanvas.Margin, top, Side, Side);
        var map = new Map(chart.DataArea(area), codes.Prior, points);
        chart.X(map.Left, map.Left + map.Size, Numbers.Ticks(map.Left, map.Left + map.Size, 8));
        chart.Y(map.Bottom, map.Bottom + map.Size, Numbers.Ticks(map.Bottom, map.Bottom + map.Size, 8));
        chart.Draw(canvas, area);
        if (points.Length > DenseFrom)
            CodeDensity.Draw(canvas, map.Area, [.. points.Select(point => (map.X(point.X), map.Y(point.Y), Array.IndexOf(labels, point.Label)))]);
        DrawPoints(canvas, map, points, labels);
        DrawPrior(canvas, map, codes.Prior);
        Key.DrawWrapped(canvas, keys, left, top + Side + Key.LineHeight / 2f, width);
        return canvas.ToPng();
    }

    private static (float X, float Y, byte Label)[] Points(CodePoints codes, int stride)
    {
        var (x, y, labels) = (codes.X, codes.Y, codes.Labels);
        return [.. Enumerable.Range(0, (codes.Count + stride - 1) / stride).Select(i => i * stride)
            .Select(i => (x.Span[i], y.Span[i], labels is { } given ? given.Span[i] : (byte)0))
            .Where(point => float.IsFinite(point.Item1) && float.IsFinite(point.Item2))];
    }

    // More labels than colours: colours repeat.
    private static Rgb Color(byte[] labels, byte label) =>
        Palette.Categorical[Math.Max(0, Array.IndexOf(labels, label)) % Palette.Categorical.Count];

    private static string Summary(CodePoints codes, int stride, int drawn, string noun)
    {
        var text = stride == 1
            ? $"posterior means of {Numbers.Count(codes.Count)} {noun}{(codes.Count == 1 ? "" : "s")}"
            : $"posterior means of every {stride}th of {Numbers.Count(codes.Count)} {noun}s";
        var asked = (codes.Count + stride - 1) / stride;
        return asked == drawn ? text : $"{text} · {Numbers.Count(asked - drawn)} not finite, left out";
    }

    private static void DrawPoints(FigureCanvas canvas, Map map, (float X, float Y, byte Label)[] points, byte[] labels)
    {
        // Few points are drawn large and dense, many small and translucent; in the given order, so that no label is on top.
        var (radius, opacity) = points.Length <= 500 ? (6f, 0.75) : points.Length <= 3000 ? (4.5f, 0.6) : (2.6f, 0.55);
        canvas.Skia.Save();
        canvas.Skia.ClipRect(map.Area);
        using var paint = new SKPaint { IsAntialias = true };
        foreach (var (x, y, label) in points)
        {
            paint.Color = Color(labels, label).Skia(opacity);
            canvas.Skia.DrawCircle(map.X(x), map.Y(y), radius, paint);
        }
        canvas.Skia.Restore();
    }

    private static void DrawPrior(FigureCanvas canvas, Map map, (double X, double Y) centre)
    {
        using var paint = new SKPaint { Color = Palette.Muted.Skia(), IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 1.5f };
        foreach (var deviations in new[] { 1, 2 })
        {
            var radius = map.Length(deviations);
            canvas.Skia.DrawCircle(map.X(centre.X), map.Y(centre.Y), radius, paint);
            canvas.TextOnLine($"{deviations}σ", map.X(centre.X), map.Y(centre.Y) - radius, TextStyle.Caption, Palette.Paper);
        }
    }

    private static Key[] Keys(byte[] labels, CodesScatterOptions options) =>
    [
        .. labels.Length == 0 ? [new Key("example", Palette.Categorical[0], KeyForm.Dot)] : Array.Empty<Key>(),
        .. labels.Take(MostKeys).Select(label => new Key(options.NameOf(label), Color(labels, label), KeyForm.Dot)),
        .. labels.Length > MostKeys ? [new Key($"and {labels.Length - MostKeys} more labels", Palette.Paper, KeyForm.Dot)] : Array.Empty<Key>(),
        new("prior, 1σ and 2σ", Palette.Muted, KeyForm.Circle),
    ];

    // Equal aspect: a square of latent space that holds every point and the prior's 2σ circle.
    private sealed class Map
    {
        public Map(SKRect area, (double X, double Y) prior, (float X, float Y, byte Label)[] points)
        {
            var (left, right) = Range(prior.X, points.Select(point => point.X));
            var (bottom, top) = Range(prior.Y, points.Select(point => point.Y));
            Area = area;
            Size = Math.Max(right - left, top - bottom) * 1.04;
            (Left, Bottom) = ((left + right - Size) / 2, (bottom + top - Size) / 2);
        }

        public SKRect Area { get; }

        public double Left { get; }

        public double Bottom { get; }

        public double Size { get; }

        public float X(double value) => Area.Left + Length(value - Left);

        public float Y(double value) => Area.Bottom - Length(value - Bottom);

        public float Length(double distance) => (float)(distance / Size * Area.Width);

        private static (double Low, double High) Range(double prior, IEnumerable<float> values) =>
            values.Aggregate((Low: prior - 2.5, High: prior + 2.5), (range, value) => (Math.Min(range.Low, value), Math.Max(range.High, value)));
    }
}

/// <summary>Options of <see cref="CodesScatter"/>.</summary>
internal sealed record CodesScatterOptions
{
    /// <summary>Names by label (0 is the first); null, or too few, shows the number.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>More examples than this are thinned evenly; the subtitle says so. Default 10,000.</summary>
    public int MostPoints { get; init; } = 10_000;

    /// <summary>A short title; null for none.</summary>
    public string? Title { get; init; } = "Codes of the test set";

    /// <summary>The word for one example.</summary>
    public string Noun { get; init; } = "example";

    internal string NameOf(byte label) =>
        LabelNames is { } names && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);
}
