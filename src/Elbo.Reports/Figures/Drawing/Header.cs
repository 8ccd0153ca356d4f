namespace Elbo.Reports.Figures.Drawing;

/// <summary>The title and the subtitle above a figure, left-aligned; either may be absent.</summary>
internal sealed record Header(string? Title, string? Subtitle)
{
    private const int TitleLine = 44, SubtitleLine = 34, Gap = 20;

    public int Height => HasTitle || HasSubtitle
        ? (HasTitle ? TitleLine : 0) + (HasSubtitle ? SubtitleLine : 0) + Gap
        : 0;

    /// <summary>The preferred width, at most 1200 pixels; longer text ends in "…".</summary>
    public int Width => (int)Math.Ceiling(Math.Min(1200, Math.Max(
        HasTitle ? TextStyle.Title.Measure(Title!) : 0, HasSubtitle ? TextStyle.Subtitle.Measure(Subtitle!) : 0)));

    private bool HasTitle => !string.IsNullOrWhiteSpace(Title);

    private bool HasSubtitle => !string.IsNullOrWhiteSpace(Subtitle);

    public void Draw(FigureCanvas canvas, float x, float y, float width)
    {
        if (HasTitle)
            canvas.Text(TextStyle.Title.Fit(Title!, width), x, y + 14, TextStyle.Title);
        if (HasSubtitle)
            canvas.Text(TextStyle.Subtitle.Fit(Subtitle!, width), x, y + (HasTitle ? TitleLine : 0) + 12, TextStyle.Subtitle);
    }
}
