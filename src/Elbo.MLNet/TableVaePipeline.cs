using Elbo.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.MLNet;

/// <summary>A VAE of a table as a chain of ML.NET's own transforms: each column of the model is a column of the data, as numbers or as texts.</summary>
internal static class TableVaePipeline
{
    /// <summary>Builds the chain for data.</summary>
    /// <param name="catalog">The transforms.</param>
    /// <param name="path">vae.onnx.</param>
    /// <param name="columns">The model's columns.</param>
    /// <param name="types">The types of the data's columns, by name; null for vectors.</param>
    /// <param name="outputs">What is added.</param>
    /// <exception cref="ArgumentException">A column does not exist, or is of a type that the model does not take.</exception>
    public static IEstimator<ITransformer> Build(
        TransformsCatalog catalog, string path, IReadOnlyList<TableColumn> columns, IReadOnlyDictionary<string, DataViewType?> types, TableVaeColumns outputs)
    {
        VaeOutput[] wanted = [.. outputs.Outputs.Where(output => output.Column is not null)];
        var chain = new VaeChain(catalog);
        // Names that vae.onnx has for something else, or for other types: the data's own columns come back at the end.
        string[] replaced = [.. types.Keys.Intersect([
            .. wanted.Select(output => output.Name),
            .. columns.Where(column => column.Input != column.Name || Conversion(column, columns, types) is not null).Select(column => column.Input)])];
        foreach (var name in replaced)
            chain.Copy(name, Kept(name));
        foreach (var column in columns)
        {
            var type = Conversion(column, columns, types);
            if (type is null && column.Input == column.Name)
                continue;
            if (!types.ContainsKey(column.Input))
                chain.Drop(column.Input);
            var from = replaced.Contains(column.Name) ? Kept(column.Name) : column.Name;
            chain.Add(type is { } other ? catalog.Conversion.ConvertType(column.Input, from, other) : catalog.CopyColumns(column.Input, from));
        }
        chain.Run(path, [.. columns.Select(column => column.Input)], wanted);
        foreach (var name in replaced.Except(wanted.Select(output => output.Column)).OfType<string>())
            chain.Add(catalog.CopyColumns(name, Kept(name)));
        return chain.Finish(wanted, replaced);
    }

    /// <summary>The columns that exist in between and are dropped at the end.</summary>
    public static IReadOnlyList<string> Between { get; } =
        [.. new TableVaeColumns().Outputs.Select(output => VaeChain.Staged(output.Name)), .. VaeChain.Between];

    private static string Kept(string column) => "elbo.kept." + column;

    private static string Remedy(TableColumn column, IReadOnlyList<TableColumn> columns) =>
        columns.FirstOrDefault(other => other.Unit == "weeks" && column.Name.StartsWith(other.Name + ".", StringComparison.Ordinal)) is { } dates
            ? $"The model learned the dates of '{dates.Name}' as week, weekday and time of day: add these, or train with --columns {dates.Name}:real, which "
                + "keeps a date one number."
            : "Add or rename it.";

    /// <summary>The type to convert a column to; null if none is needed.</summary>
    private static DataKind? Conversion(TableColumn column, IReadOnlyList<TableColumn> columns, IReadOnlyDictionary<string, DataViewType?> types)
    {
        var expected = column.Values.Count > 0 ? DataKind.String : DataKind.Double;
        if (!types.TryGetValue(column.Name, out var type))
            throw new ArgumentException(
                $"The model needs a column '{column.Name}'; the data has {string.Join(", ", types.Keys)}. "
                + Remedy(column, columns));
        var isNumber = type is NumberDataViewType or BooleanDataViewType;
        if (!isNumber && (type is not TextDataViewType || expected == DataKind.Double))
            throw new ArgumentException(
                $"The column '{column.Name}' is {(type is null ? "a vector" : $"of type {type}")}; the model takes "
                + (expected == DataKind.Double ? "a number. Load it as Single or Double" : "a text. Load it as String")
                + ", or convert it with Conversion.ConvertType.");
        return type is TextDataViewType || type == NumberDataViewType.Double && expected == DataKind.Double ? null : expected;
    }
}
