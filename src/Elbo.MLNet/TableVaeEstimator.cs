using Elbo.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.MLNet;

/// <summary>A trained VAE of a table as a step of an ML.NET pipeline. Made by <see cref="VaeCatalog.ApplyTableVae"/>.</summary>
public sealed class TableVaeEstimator : IEstimator<VaeTransformer>
{
    private readonly TransformsCatalog catalog;
    private readonly string path;
    private readonly IReadOnlyList<TableColumn> columns;
    private readonly TableVaeColumns outputs;

    internal TableVaeEstimator(TransformsCatalog catalog, string path, IReadOnlyList<TableColumn> columns, TableVaeColumns outputs) =>
        (this.catalog, this.path, this.columns, this.outputs) = (catalog, path, columns, outputs);

    /// <summary>Checks the columns. The VAE is trained already, so no row is read.</summary>
    /// <exception cref="ArgumentException">A column that the model learned from does not exist, or has another type than it takes.</exception>
    public VaeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new(Chain(Types(input.Schema)).Fit(input), schema => Chain(Types(schema)));
    }

    /// <summary>The input columns and those that the VAE adds.</summary>
    /// <exception cref="ArgumentException">A column that the model learned from does not exist, or has another type than it takes.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var types = inputSchema.DistinctBy(column => column.Name).ToDictionary(
            column => column.Name, column => column.Kind == SchemaShape.Column.VectorKind.Scalar ? column.ItemType : null);
        return Chain(types).GetOutputSchema(inputSchema);
    }

    private IEstimator<ITransformer> Chain(Dictionary<string, DataViewType?> types)
    {
        if (types.Keys.FirstOrDefault(TableVaePipeline.Between.Contains) is { } taken)
            throw new ArgumentException($"There is a column '{taken}', a name that the VAE uses internally. Rename the column.");
        return TableVaePipeline.Build(catalog, path, columns, types, outputs);
    }

    private static Dictionary<string, DataViewType?> Types(DataViewSchema schema) => schema.Where(column => !column.IsHidden)
        .ToDictionary(column => column.Name, column => column.Type is VectorDataViewType ? null : column.Type);
}
