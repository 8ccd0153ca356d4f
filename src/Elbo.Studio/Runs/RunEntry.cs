using Elbo.Runs;

namespace Elbo.Studio.Runs;

/// <summary>A run folder as it was found.</summary>
/// <param name="Name">Its path below the studio's folder, with <c>/</c>; its name in addresses.</param>
/// <param name="Folder">The folder itself.</param>
/// <param name="Manifest">Its <c>run.json</c>; null if it cannot be read.</param>
/// <param name="Fault">Why it cannot be read; null if it can.</param>
/// <param name="Written">When <c>run.json</c>, <c>metrics.jsonl</c> or the picture of an epoch was last written, UTC.</param>
/// <param name="Version">Differs whenever one of these is written, also if the clock was set back in between.</param>
/// <param name="Figures">File names of its PNG figures.</param>
/// <param name="HasReport">Whether it has a <c>report.html</c>.</param>
public sealed record RunEntry(
    string Name, RunFolder Folder, RunManifest? Manifest, string? Fault, DateTime Written, long Version, IReadOnlyList<string> Figures, bool HasReport)
{
    // For thumbnails: the figures that say most at a small size, in this order.
    private static readonly string[] Thumbnails = ["samples.png", "reconstructions.png", "manifold.png"];

    /// <summary>The name as pages show it: control characters are visible.</summary>
    public string Title { get; } = VisibleText.Line(Name);

    /// <summary>The name of its data as pages show it; null if run.json cannot be read.</summary>
    public string? Data { get; } = Manifest is null ? null : VisibleText.Line(Manifest.Data.Name);

    /// <summary>The figure that represents the run; null if it has none.</summary>
    public string? Thumbnail => Thumbnails.FirstOrDefault(Figures.Contains) ?? (Figures.Count > 0 ? Figures[0] : null);

    /// <summary>Whether it has trained weights.</summary>
    public bool HasWeights => Manifest is { } manifest && (manifest.BestEpoch > 0 || manifest.Imported is not null);

    /// <summary>Whether it was trained on images and has weights: its pages show pictures.</summary>
    public bool CanExplore => HasWeights && Manifest is { Schema.ArePictures: true };

    /// <summary>Whether it was trained on a table and has weights: its pages show rows.</summary>
    public bool HasRows => HasWeights && Manifest is { Schema.Columns: not null };

    /// <summary>A key by which pages see whether anything changed.</summary>
    internal (string, long, string?, int, bool) Stamp => (Name, Version, Fault, Figures.Count, HasReport);
}
