namespace Elbo.Studio.Components.Parts;

/// <summary>The figures of a run under the names and in the order of its report.</summary>
internal static class FigureNames
{
    private static readonly (string File, string Name)[] Known =
    [
        ("completions.png", "Completions"), ("samples.png", "Samples"), ("styles.png", "The same code, every class"),
        ("reconstructions.png", "Reconstructions"), ("extremes.png", "Best, median and worst"), ("manifold.png", "Manifold"),
        ("columns.png", "Distortion of each column"), ("confusion.png", "Classes"), ("loss.png", "−ELBO over training"),
        ("codes.png", "Codes of the test split"), ("rates.png", "Rate per dimension"), ("traversals.png", "Traversals"),
        ("interpolations.png", "Interpolations"), ("kl-surface.png", "What the rate costs"),
    ];

    /// <summary>The known ones first; the figures of other verbs follow by name.</summary>
    public static IEnumerable<string> InOrder(IEnumerable<string> files) =>
        files.OrderBy(file => Array.FindIndex(Known, known => known.File == file) is >= 0 and var place ? place : Known.Length);

    /// <summary>The name of a figure: that of the report, or its file's.</summary>
    public static string Of(string file) => Known.FirstOrDefault(known => known.File == file).Name
        ?? (Path.GetFileNameWithoutExtension(file).Replace('-', ' ').Replace('_', ' ') is { Length: > 0 } words
            ? char.ToUpperInvariant(words[0]) + words[1..]
            : file);
}
