using Microsoft.ML;

namespace Elbo.MLNet;

/// <summary>A trained VAE as a step of an ML.NET pipeline. Made by <see cref="VaeCatalog.ApplyVae"/>.</summary>
public sealed class VaeEstimator : IEstimator<VaeTransformer>
{
    private readonly IEstimator<ITransformer> chain;
    private readonly PixelColumn pixels;

    internal VaeEstimator(IEstimator<ITransformer> chain, PixelColumn pixels) => (this.chain, this.pixels) = (chain, pixels);

    /// <summary>Checks the column of pixels. The VAE is trained already, so no row is read.</summary>
    /// <exception cref="ArgumentException">The column does not exist, or does not hold images of the model's shape.</exception>
    public VaeTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        pixels.Check(input.Schema);
        return new(chain.Fit(input), pixels.Check);
    }

    /// <summary>The input columns and those that the VAE adds.</summary>
    /// <exception cref="ArgumentException">The column of pixels does not exist, or is not a vector of bytes.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        pixels.Check(inputSchema);
        return chain.GetOutputSchema(inputSchema);
    }
}
