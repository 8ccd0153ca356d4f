using Elbo.Data;
using Elbo.Exchange;
using SkiaSharp;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>Draws one image of a grid: its values, shape [C, H, W]; empty if the cell is empty.</summary>
internal delegate ReadOnlySpan<float> CellImage(int row, int column);

/// <summary>Images in rows and columns with captions at the left and on top: the form of five figures.</summary>
internal sealed record TileGrid(ImageShape Shape, int Rows, int Columns, CellImage Cell)
{
    private const int CaptionGap = 16, CaptionHeight = 38, WidestCaption = 420;

    public Header Header { get; init; } = new(null, null);

    /// <summary>The approximate longer side of a tile, in pixels.</summary>
    public int Target { get; init; } = 112;

    public int Gutter { get; init; } = 4;

    public IReadOnlyList<string>? RowCaptions { get; init; }

    public IReadOnlyList<string>? ColumnCaptions { get; init; }

    /// <summary>Extra pixels on the left of some columns.</summary>
    public Func<int, int> GapBefore { get; init; } = _ => 0;

    /// <summary>The column with a small mark above and below it, or −1.</summary>
    public int MarkedColumn { get; init; } = -1;

    public byte[] Render()
    {
        var tile = Tile.Near(Shape, Target);
        var left = FigureCanvas.Margin + CaptionWidth();
        var top = FigureCanvas.Margin + Header.Height + (ColumnCaptions is null ? 0 : CaptionHeight);
        var gridWidth = X(Columns, tile) - Gutter;
        var gridHeight = Rows * (tile.Height + Gutter) - Gutter;
        var width = Math.Max(left + gridWidth, FigureCanvas.Margin + Header.Width) + FigureCanvas.Margin;
        using var canvas = new FigureCanvas(width, top + gridHeight + FigureCanvas.Margin);

        Header.Draw(canvas, FigureCanvas.Margin, FigureCanvas.Margin, width - 2 * FigureCanvas.Margin);
        for (var column = 0; column < Columns; column++)
        {
            if (ColumnCaptions is not null)
                DrawColumnCaption(canvas, column, left + X(column, tile) + tile.Width / 2f, top - CaptionHeight / 2f, tile);
            for (var row = 0; row < Rows; row++)
                if (Cell(row, column) is { IsEmpty: false } image)
                    canvas.Image(image, tile, left + X(column, tile), top + row * (tile.Height + Gutter));
        }
        if (MarkedColumn >= 0)
        {
            var x = left + X(MarkedColumn, tile);
            canvas.FrameAround(SKRect.Create(x, top, tile.Width, gridHeight), Palette.Frame, Gutter);
        }
        for (var row = 0; row < Rows && RowCaptions is not null; row++)
            canvas.Text(TextStyle.Label.Fit(RowCaptions[row], WidestCaption), left - CaptionGap,
                top + row * (tile.Height + Gutter) + tile.Height / 2f, TextStyle.Label, SKTextAlign.Right);
        return canvas.ToPng();
    }

    private int CaptionWidth() => RowCaptions is { Count: > 0 }
        ? CaptionGap + (int)Math.Ceiling(Math.Min(WidestCaption, RowCaptions.Max(TextStyle.Label.Measure)))
        : 0;

    private void DrawColumnCaption(FigureCanvas canvas, int column, float middle, float y, Tile tile)
    {
        var style = column == MarkedColumn ? TextStyle.Caption with { Color = Palette.Ink, SemiBold = true } : TextStyle.Caption;
        var room = tile.Width + Gutter - 4;
        while (style.Size > 14 && style.Measure(ColumnCaptions![column]) > room)
            style = style with { Size = style.Size - 1 };
        canvas.Text(style.Fit(ColumnCaptions![column], room), middle, y, style, SKTextAlign.Center);
    }

    private int X(int column, Tile tile) => column * (tile.Width + Gutter) + Enumerable.Range(0, Math.Min(column + 1, Columns)).Sum(GapBefore);
}
