using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.MLNet;

/// <summary>
/// A VAE in a fitted pipeline: for each image its scores and its code as columns. Saved by <c>mlContext.Model.Save</c>, with vae.onnx inside;
/// loaded again, it is a chain of ML.NET's own transforms that gives the same columns.
/// </summary>
public sealed class VaeTransformer : ITransformer, IDisposable
{
    private readonly ITransformer chain;
    private readonly PixelColumn pixels;

    internal VaeTransformer(ITransformer chain, PixelColumn pixels) => (this.chain, this.pixels) = (chain, pixels);

    /// <summary>True: each row is mapped by itself.</summary>
    public bool IsRowToRowMapper => chain.IsRowToRowMapper;

    /// <summary>The input columns and those that the VAE adds.</summary>
    /// <exception cref="ArgumentException">The column of pixels does not exist, or does not hold images of the model's shape.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => chain.GetOutputSchema(Checked(inputSchema));

    /// <summary>Adds the columns. They are computed when they are read, one image at a time.</summary>
    /// <exception cref="ArgumentException">The column of pixels does not exist, or does not hold images of the model's shape.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Checked(input.Schema);
        return chain.Transform(input);
    }

    /// <summary>Maps one row, for a prediction engine.</summary>
    /// <exception cref="ArgumentException">The column of pixels does not exist, or does not hold images of the model's shape.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => chain.GetRowToRowMapper(Checked(inputSchema));

    /// <summary>Frees the ONNX session. The estimator that made this transformer cannot be used afterwards either.</summary>
    public void Dispose() => (chain as IDisposable)?.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => chain.Save(ctx);

    private DataViewSchema Checked(DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        pixels.Check(schema);
        return schema;
    }
}
