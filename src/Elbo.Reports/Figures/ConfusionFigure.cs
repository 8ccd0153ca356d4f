using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;
using SkiaSharp;

namespace Elbo.Reports.Figures;

/// <summary>A confusion matrix: a row for each label, a column for each class that the classifier found, shaded by its share of the row.</summary>
internal static class ConfusionFigure
{
    private const int Cell = 84, SmallCell = 36, WrittenUpTo = 20, WidestName = 240, Gap = 14, AxisLine = 40;

    /// <summary>Draws the matrix.</summary>
    /// <param name="scores">Labels and classes found.</param>
    /// <returns>A PNG.</returns>
    public static byte[] Render(ClassScores scores)
    {
        var (names, count) = (scores.Names, scores.Names.Count);
        var isWritten = count <= WrittenUpTo;
        var cell = isWritten ? Cell : SmallCell;
        var widest = Math.Min(WidestName, names.Max(name => TextStyle.Caption.Measure(name)));
        var header = new Header(null, Numbers.Text(100 * scores.Accuracy.Value, "F2") + " % of "
            + $"{Numbers.Count(scores.Examples)} labels found");
        var (left, top) = (FigureCanvas.Margin + AxisLine + widest + Gap, (float)(FigureCanvas.Margin + header.Height + AxisLine + AxisLine));
        var width = (int)Math.Ceiling(Math.Max(left + count * cell, FigureCanvas.Margin + header.Width)) + FigureCanvas.Margin;
        using var canvas = new FigureCanvas(width, (int)Math.Ceiling(top) + count * cell + FigureCanvas.Margin);
        header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, width - 2 * FigureCanvas.Margin);
        canvas.Text("class found", left + count * cell / 2f, top - AxisLine - 20, TextStyle.Subtitle, SKTextAlign.Center);
        canvas.TextUpwards("label", FigureCanvas.Margin + 12, top + count * cell / 2f, TextStyle.Subtitle);
        for (var k = 0; k < count; k++)
        {
            var middle = (k + 0.5f) * cell;
            canvas.Text(TextStyle.Caption.Fit(names[k], widest), left - Gap, top + middle, TextStyle.Caption, SKTextAlign.Right);
            canvas.Text(TextStyle.Caption.Fit(names[k], cell), left + middle, top - 20, TextStyle.Caption, SKTextAlign.Center);
            Row(canvas, scores.Confusion[k], left, top + k * cell, cell, isWritten);
        }
        canvas.FrameAround(SKRect.Create(left, top, count * cell, count * cell), Palette.Frame);
        return canvas.ToPng();
    }

    private static void Row(FigureCanvas canvas, IReadOnlyList<int> row, float left, float top, int cell, bool isWritten)
    {
        var all = Math.Max(1, row.Sum());
        for (var k = 0; k < row.Count; k++)
        {
            // The square root lifts the few mistakes out of white.
            var color = Shade(Math.Sqrt((double)row[k] / all));
            canvas.Fill(SKRect.Create(left + k * cell, top, cell, cell), color);
            if (isWritten && row[k] > 0)
                canvas.Text(Numbers.Count(row[k]), left + (k + 0.5f) * cell, top + cell / 2f,
                    TextStyle.Caption with { Color = Palette.On(color) }, SKTextAlign.Center);
        }
    }

    private static Rgb Shade(double part)
    {
        var place = Math.Clamp(part, 0, 1) * (Palette.Ramp.Count - 1);
        var below = Math.Min((int)place, Palette.Ramp.Count - 2);
        return Palette.Ramp[below].Towards(Palette.Ramp[below + 1], place - below);
    }
}
