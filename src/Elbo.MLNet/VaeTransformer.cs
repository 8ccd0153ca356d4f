using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.MLNet;

/// <summary>
/// A VAE in a fitted pipeline: for each image or row its scores and its code as columns. Saved by <c>mlContext.Model.Save</c>, with vae.onnx inside;
/// loaded again, it is a chain of ML.NET's own transforms that gives the same columns.
/// </summary>
public sealed class VaeTransformer : ITransformer, IDisposable
{
    private readonly ITransformer chain;
    private readonly Action<DataViewSchema> check;

    internal VaeTransformer(ITransformer chain, Action<DataViewSchema> check) => (this.chain, this.check) = (chain, check);

    /// <summary>True: each row is mapped by itself.</summary>
    public bool IsRowToRowMapper => chain.IsRowToRowMapper;

    /// <summary>The input columns and those that the VAE adds.</summary>
    /// <exception cref="ArgumentException">A column that the model needs does not exist, or is of another type or shape.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => chain.GetOutputSchema(Checked(inputSchema));

    /// <summary>Adds the columns. They are computed when they are read, one example at a time.</summary>
    /// <exception cref="ArgumentException">A column that the model needs does not exist, or is of another type or shape.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Checked(input.Schema);
        return chain.Transform(input);
    }

    /// <summary>Maps one row, for a prediction engine.</summary>
    /// <exception cref="ArgumentException">A column that the model needs does not exist, or is of another type or shape.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => chain.GetRowToRowMapper(Checked(inputSchema));

    /// <summary>Frees the ONNX session. The estimator that made this transformer cannot be used afterwards either.</summary>
    public void Dispose() => (chain as IDisposable)?.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => chain.Save(ctx);

    private DataViewSchema Checked(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        check(schema);
        return schema;
    }
}
