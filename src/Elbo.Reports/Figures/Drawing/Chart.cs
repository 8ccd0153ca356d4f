using Elbo.Evaluation;
using ScottPlot;
using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>One ScottPlot in the house style: embedded font, light grid, frame at the left and the bottom, true minus signs.</summary>
internal sealed class Chart : IDisposable
{
    /// <summary>ScottPlot lays out in screen pixels; the PNG has two per side for each.</summary>
    public const int Scale = 2;

    private readonly string xLabel, yLabel;

    public Chart(string xLabel, string yLabel)
    {
        Plot.RenderManager.ClearCanvasBeforeEachRender = false;
        Plot.FigureBackground.Color = Colors.Transparent;
        Plot.Grid.MajorLineColor = Palette.Grid.Plot();
        Plot.Grid.MajorLineWidth = 1;
        Plot.Axes.Title.IsVisible = false;
        Style(Plot.Axes.Bottom);
        Style(Plot.Axes.Left);
        (this.xLabel, this.yLabel) = (xLabel, yLabel);
        Plot.Axes.Top.FrameLineStyle.IsVisible = false;
        Plot.Axes.Right.FrameLineStyle.IsVisible = false;
    }

    public Plot Plot { get; } = new();

    /// <summary>Room for ticks and labels around the data, in pixels of the PNG.</summary>
    public PixelPadding Padding { get; init; } = new(left: 120, right: 16, bottom: 92, top: 12);

    /// <summary>Fixes the horizontal range and its ticks.</summary>
    public void X(double low, double high, double[] ticks, string[]? texts = null)
    {
        Plot.Axes.SetLimitsX(low, high);
        Plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(ticks, texts ?? Numbers.TickTexts(ticks));
    }

    /// <summary>Fixes the vertical range and its ticks.</summary>
    public void Y(double low, double high, double[] ticks, string[]? texts = null)
    {
        Plot.Axes.SetLimitsY(low, high);
        Plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(ticks, texts ?? Numbers.TickTexts(ticks));
    }

    /// <summary>The rectangle of the data within an area of the canvas, in pixels of the PNG.</summary>
    public SKRect DataArea(SKRect area) => new(
        area.Left + Padding.Left, area.Top + Padding.Top, area.Right - Padding.Right, area.Bottom - Padding.Bottom);

    public void Draw(FigureCanvas canvas, SKRect area)
    {
        Plot.Layout.Fixed(new PixelPadding(Padding.Left / Scale, Padding.Right / Scale, Padding.Bottom / Scale, Padding.Top / Scale));
        canvas.Skia.Save();
        canvas.Skia.Translate(area.Left, area.Top);
        canvas.Skia.Scale(Scale);
        Plot.Render(canvas.Skia, new PixelRect(0, area.Width / Scale, area.Height / Scale, 0));
        canvas.Skia.Restore();
        var data = DataArea(area);
        canvas.Text(xLabel, data.MidX, area.Bottom - 18, TextStyle.Subtitle, SKTextAlign.Center);
        canvas.TextUpwards(yLabel, area.Left + 12, data.MidY, TextStyle.Subtitle);
    }

    /// <summary>Hides the ticks and the line of the bottom axis.</summary>
    public void HideBottom()
    {
        Plot.Axes.Bottom.TickLabelStyle.IsVisible = false;
        Plot.Axes.Bottom.MajorTickStyle.Length = 0;
        Plot.Axes.Bottom.FrameLineStyle.IsVisible = false;
    }

    public void Dispose() => Plot.Dispose();

    private static void Style(IAxis axis)
    {
        axis.Label.Text = "";
        axis.Label.FontName = FigureFonts.Family;
        axis.TickLabelStyle.FontName = FigureFonts.Family;
        axis.TickLabelStyle.FontSize = TextStyle.Caption.Size / Scale;
        axis.TickLabelStyle.ForeColor = Palette.Muted.Plot();
        axis.FrameLineStyle.Color = Palette.Frame.Plot();
        axis.MajorTickStyle.Color = Palette.Frame.Plot();
        axis.MajorTickStyle.Length = 4;
        axis.MinorTickStyle.Length = 0;
    }
}
