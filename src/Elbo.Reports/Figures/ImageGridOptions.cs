namespace Elbo.Reports.Figures;

/// <summary>Layout of an <see cref="ImageGrid"/>.</summary>
public sealed record ImageGridOptions
{
    /// <summary>Images in a row; null for a grid as square as possible.</summary>
    public int? Columns { get; init; }

    /// <summary>The approximate longer side of an image, in pixels: images are enlarged by the largest whole factor that fits. Default 112.</summary>
    public int TileSize { get; init; } = 112;

    /// <summary>White pixels between images. Default 4.</summary>
    public int Gutter { get; init; } = 4;

    /// <summary>One caption per row, on its left; null for none.</summary>
    public IReadOnlyList<string>? RowCaptions { get; init; }

    /// <summary>One caption per column, above it; null for none.</summary>
    public IReadOnlyList<string>? ColumnCaptions { get; init; }

    /// <summary>A short title; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>A line below the title; null for none.</summary>
    public string? Subtitle { get; init; }
}
