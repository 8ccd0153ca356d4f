using System.Globalization;
using Elbo.Files;

namespace Elbo.Data.Images;

/// <summary>Labels of images as people name them: by the name of a subfolder where labels have names, else by number.</summary>
internal static class ImageLabels
{
    /// <summary>The name of a label.</summary>
    public static string LabelName(this ImageSet images, byte label) =>
        images.LabelNames is { } names && label < names.Count ? names[label] : label.ToString(CultureInfo.InvariantCulture);

    /// <summary>Names of the labels that occur, by number; empty if the images have none.</summary>
    public static IReadOnlyList<string> OccurringLabels(this ImageSet images) =>
        [.. images.Labels.ToArray().Distinct().Order().Select(images.LabelName)];

    /// <summary>The label of that name among those that occur; null if there is none.</summary>
    public static byte? FindLabel(this ImageSet images, string name)
    {
        foreach (var label in images.Labels.ToArray().Distinct())
            if (images.LabelName(label) == name)
                return label;
        return null;
    }

    /// <exception cref="DataException">The images have no labels, or none of such a name.</exception>
    internal static byte[] FindLabels(this ImageSet images, IReadOnlyList<string> names, string source)
    {
        if (!images.HasLabels)
            throw new DataException($"labels was {string.Join(',', names)}, but {source} has no labels. Leave --labels out, or give labelled data.");
        return [.. names.Select(name => images.FindLabel(name)
            ?? throw new DataException($"labels held '{name}', but {source} has no such label; it has {string.Join(", ", images.OccurringLabels())}. "
                + $"Use --labels {CommandWords.Quote(images.OccurringLabels()[0])}."))];
    }
}
