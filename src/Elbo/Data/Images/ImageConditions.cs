using Elbo.Data.Tables;
using Elbo.Files;

namespace Elbo.Data.Images;

/// <summary>What images have that may be a condition: labels, and arrays of the same file.</summary>
internal static class ImageConditions
{
    /// <summary>The labels as a column of names.</summary>
    public static ColumnEncoding MeasureLabels(this ImageSet images) =>
        new(ConditionSchema.Label, ColumnKind.Categorical, images.OccurringLabels(), 0, 1, HasMissing: false);

    /// <inheritdoc cref="ExampleSet.Cells"/>
    public static double[] CellsOf(this ImageSet images, ColumnEncoding column, string source)
    {
        if (images.Arrays?.Cells(column) is { } cells)
            return cells;
        var isLabel = column.Name == ConditionSchema.Label;
        if (isLabel && images.HasLabels)
            return LabelsOf(images, column, source);
        if (column.HasMissing)
            return [.. Enumerable.Repeat(double.NaN, images.Count)];
        var value = $"{column.Name}={(column.Categories.Count > 0 ? column.Categories[0] : "0")}";
        throw new DataException($"{source} has no {(isLabel ? "labels" : $"array {column.Name}")}, but the model takes the condition {column.Name}. "
            + $"Give {(isLabel ? "labels for all images" : "an .npz with that array")}, or to a trained run one condition for all: "
            + $"--given {CommandWords.Quote(value)}.");
    }

    private static double[] LabelsOf(ImageSet images, ColumnEncoding column, string source)
    {
        var places = column.Categories.Index().ToDictionary(category => category.Item, category => (double)category.Index);
        var byLabel = new double[256];
        foreach (var label in images.Labels.ToArray().Distinct())
            byLabel[label] = places.TryGetValue(images.LabelName(label), out var place) ? place : column.HasMissing ? double.NaN : throw new DataException(
                $"{source} has the label {images.LabelName(label)}, which no training example had; known are {string.Join(", ", column.Categories)}. "
                + "Leave such examples out with --labels, or train with --condition-dropout 0.1, which makes unknown labels any.");
        return Array.ConvertAll(images.Labels.ToArray(), label => byLabel[label]);
    }
}
