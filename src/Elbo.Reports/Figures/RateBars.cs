using System.Globalization;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Reports.Figures.Drawing;
using ScottPlot;
using SkiaSharp;
using Palette = Elbo.Reports.Figures.Drawing.Palette;

namespace Elbo.Reports.Figures;

/// <summary>The rate of each latent dimension, and how many dimensions are in use.</summary>
internal static class RateBars
{
    private const int Width = 1000, Height = 560, KeyLine = 44, NamedUpTo = 40;

    /// <summary>Draws one bar for each latent dimension.</summary>
    /// <param name="rates">The rate of each latent, shape [L], nats per example; one that is not finite gets no bar.</param>
    /// <param name="options">Order, threshold and title; null for the defaults.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no latent.</exception>
    public static byte[] Render(ReadOnlySpan<double> rates, RateBarsOptions? options = null)
    {
        options ??= new();
        if (rates.IsEmpty)
            throw new ArgumentException("There are 0 rates; give one for each latent, at least 1.", nameof(rates));
        var bars = rates.ToArray().Index().Select(pair => (Latent: pair.Index, Rate: pair.Item)).ToArray();
        if (options.Sorted)
            bars = [.. bars.OrderByDescending(bar => double.IsFinite(bar.Rate) ? bar.Rate : double.NegativeInfinity)];

        var header = new Header(options.Title, Summary(bars, options));
        var top = FigureCanvas.Margin + header.Height;
        using var canvas = new FigureCanvas(Width + 2 * FigureCanvas.Margin, top + KeyLine + Height + FigureCanvas.Margin / 2);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, Width);
        using var chart = Draw(bars, options);
        var area = SKRect.Create(FigureCanvas.Margin, top + KeyLine, Width, Height);
        chart.Draw(canvas, area);
        var finite = bars.Select(bar => bar.Rate).Where(double.IsFinite).ToArray();
        var keys = new List<Key>();
        if (finite.Any(rate => rate > options.ActiveAbove))
            keys.Add(new("in use", Palette.Distortion, KeyForm.Area));
        if (finite.Any(rate => rate <= options.ActiveAbove))
            keys.Add(new("unused", Palette.Inactive, KeyForm.Dot));
        Key.DrawRow(canvas, keys, chart.DataArea(area).Left, top + KeyLine / 2f - 8);
        return canvas.ToPng();
    }

    private static string Summary((int Latent, double Rate)[] bars, RateBarsOptions options)
    {
        var finite = bars.Where(bar => double.IsFinite(bar.Rate)).ToArray();
        var active = finite.Count(bar => bar.Rate > options.ActiveAbove);
        var text = $"{active} of {bars.Length} latents have a rate above {Numbers.Text(options.ActiveAbove, "0.####")} nats"
            + $" · {Numbers.Text(finite.Sum(bar => bar.Rate), "F1")} nats per {options.Noun} in all";
        return finite.Length == bars.Length ? text : text + $" · {bars.Length - finite.Length} not finite";
    }

    private static Chart Draw((int Latent, double Rate)[] bars, RateBarsOptions options)
    {
        var named = bars.Length <= NamedUpTo;
        var chart = new Chart(
            !named && options.Sorted ? "latent dimensions, ranked by rate" : options.Sorted ? "latent dimension, by rate" : "latent dimension",
            $"rate (nats per {options.Noun})");
        chart.Plot.Grid.XAxisStyle.IsVisible = false;
        var finite = bars.Select(bar => bar.Rate).Where(double.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (Math.Min(0, finite.Min()), Math.Max(finite.Max(), options.ActiveAbove));
        var pad = (high - low) * 0.06;
        chart.Y(low < 0 ? low - pad : 0, high + pad, Numbers.Ticks(low, high, 6));

        // The bars of a few latents are no wider than those of twelve.
        var side = 0.5 + Math.Max(0, (12 - bars.Length) / 2.0);
        if (named)
            chart.X(-side, bars.Length - 1 + side, [.. bars.Select((_, i) => (double)i)],
                [.. bars.Select(bar => bar.Latent.ToString(CultureInfo.InvariantCulture))]);
        else
            NumberedAxis(chart, bars.Length, first: options.Sorted ? 1 : 0);

        for (var i = 0; i < bars.Length; i++)
        {
            if (!double.IsFinite(bars[i].Rate))
                continue;
            if (bars[i].Rate > options.ActiveAbove)
                chart.Plot.Add.Bar(new Bar
                {
                    Position = i,
                    Value = bars[i].Rate,
                    Size = named ? 0.72 : bars.Length <= 160 ? 0.8 : 1,
                    FillColor = Palette.Distortion.Plot(),
                    LineWidth = 0,
                });
            else
                chart.Plot.Add.Marker(i, bars[i].Rate, MarkerShape.FilledCircle, bars.Length <= 160 ? 6 : 4, Palette.Inactive.Plot());
        }
        return chart;
    }

    private static void NumberedAxis(Chart chart, int latents, int first)
    {
        var ticks = Numbers.Ticks(first, latents - 1 + first, 8, leastStep: 1);
        if (first == 1)
            ticks = [1, .. ticks.Where(tick => tick > 1)];
        chart.X(-0.5 - latents * 0.005, latents - 0.5 + latents * 0.005, [.. ticks.Select(tick => tick - first)], Numbers.TickTexts(ticks));
    }
}

internal sealed record RateBarsOptions
{
    /// <summary>True (the default) draws the largest rate first; false keeps the order of the latents.</summary>
    public bool Sorted { get; init; } = true;

    /// <summary>A latent is drawn as in use if its rate is above this, in nats per example. Default 0.01.</summary>
    public double ActiveAbove { get; init; } = 0.01;

    /// <summary>A short title; null for none.</summary>
    public string? Title { get; init; } = "Rate of each latent dimension";

    /// <summary>The word for one example.</summary>
    public string Noun { get; init; } = "example";
}
