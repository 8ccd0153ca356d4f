using System.Globalization;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Likelihoods;

namespace Elbo.Models;

/// <summary>Detects examples of another kind than the model was trained on, which it would otherwise score without a warning.</summary>
internal static class ForeignExamples
{
    /// <summary>Why the examples do not fit the model; null if they do.</summary>
    public static string? Of(TrainedVae model, ExampleSet examples) =>
        OfSchema(model, examples) ?? OfCondition(examples, model.Options);

    /// <summary>The same for examples, which come without the condition that a model infers.</summary>
    public static string? OfCondition(ExampleSet examples, VaeOptions model) =>
        examples.ConditionWidth == 0 && model.Classes > 0 ? null : OfCondition(examples.ConditionWidth, model);

    /// <summary>The difference between the conditions found and those that the model takes; null if there is none.</summary>
    /// <param name="found">Numbers of a condition; 0 for none.</param>
    /// <param name="model">What the model takes.</param>
    public static string? OfCondition(long found, VaeOptions model)
    {
        return found == model.ConditionWidth
            ? null
            : $"There was {Words(found)}, but the model takes {Words(model.ConditionWidth)}. Give {Words(model.ConditionWidth)} with the examples or codes.";

        static string Words(long width) => width == 0 ? "no condition" : $"a condition of {width} number{(width == 1 ? "" : "s")}";
    }

    private static string? OfSchema(TrainedVae model, ExampleSet examples) => (examples, model.Options.Likelihood) switch
    {
        (TableSet rows, TableLikelihood likelihood) =>
            model.Table is { } table ? Difference(rows.Encoding, table) : Difference(rows, likelihood, model.Options.Shape),
        (TableSet, _) => $"The examples are the rows of a table, but the model was trained on images of {model.Options.Shape}. Give images of that shape.",
        (_, TableLikelihood likelihood) =>
            $"The examples are images of {examples.Shape}, but the model was trained on a {likelihood.Describe()}. Give rows of such a table.",
        _ when examples.Shape != model.Options.Shape =>
            $"The images are {examples.Shape}, but the model was trained on {model.Options.Shape}. Give images of that shape.",
        _ => null,
    };

    /// <summary>Names the first column whose encoding differs from the run's.</summary>
    private static string? Difference(TableEncoding found, TableEncoding own)
    {
        const string Remedy = "Encode the rows as the run's table: new TableSet(table, model.Table).";
        if (found == own)
            return null;
        if (found.Columns.Count != own.Columns.Count)
            return $"The rows have {found.Columns.Count} columns, but the model was trained on {own.Columns.Count}. {Remedy}";
        var (his, mine) = found.Columns.Zip(own.Columns).First(pair => pair.First != pair.Second);
        return his.Column != mine.Column
            ? $"The rows hold {Describe(his)} but the model was trained on {Describe(mine)}. {Remedy}"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The rows are encoded with the statistics of another table: column {his.Name} has mean {his.Mean:G6}, "
                + $"deviation {his.Deviation:G6} and missing cells {YesNo(his)}, "
                + $"but in the run {mine.Mean:G6}, {mine.Deviation:G6} and {YesNo(mine)}. {Remedy}");
    }

    /// <summary>The best possible comparison if the model's encoding is unknown.</summary>
    private static string? Difference(TableSet rows, TableLikelihood likelihood, ImageShape shape)
    {
        var found = TableLikelihood.Of(rows.Encoding);
        return found == likelihood && rows.Shape == shape
            ? null
            : $"The rows have {found.Describe()} in {rows.Shape.Size} inputs, "
                + $"but the model was trained on {likelihood.Describe()} in {shape.Size}. Encode them as the run's table.";
    }

    private static string YesNo(ColumnEncoding column) => column.HasMissing ? "yes" : "no";

    private static string Describe(ColumnEncoding column)
    {
        var categories = string.Join(", ", column.Categories.Take(6)) + (column.Categories.Count > 6 ? ", …" : "");
        return $"column {column.Name} ({column.Kind.Name()}{(column.Categories.Count > 0 ? $": {categories}" : "")})";
    }
}
