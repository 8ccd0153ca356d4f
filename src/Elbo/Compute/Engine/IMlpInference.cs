using Elbo.Compute.Randomness;

namespace Elbo.Compute.Engine;

/// <summary>A network used without learning, whatever vector, activation and loss it was compiled for. Examples go in panels, each by one thread,
/// through all layers; a panel needs no other, so any number of threads may call at once, and what an example gives does not depend on its place or
/// on the number of threads.</summary>
internal interface IMlpInference
{
    /// <summary>Posteriors of some images.</summary>
    /// <param name="pixels">Gives the images as the encoder sees them.</param>
    /// <param name="first">The first image.</param>
    /// <param name="count">Images; at most a panel.</param>
    /// <param name="mu">[count, L].</param>
    /// <param name="logVar">[count, L].</param>
    void Encode(IExampleRows pixels, int first, int count, Span<float> mu, Span<float> logVar);

    /// <summary>Means of p(x given z).</summary>
    /// <param name="z">[count, L]; at most a panel.</param>
    /// <param name="means">[count, D].</param>
    void Decode(ReadOnlySpan<float> z, Span<float> means);

    /// <summary>The decoder's outputs as they are, for a loss of units.</summary>
    /// <param name="z">[count, L]; at most a panel.</param>
    /// <param name="outputs">[count, O].</param>
    void Outputs(ReadOnlySpan<float> z, Span<float> outputs);

    /// <summary>Encodes, draws one z for each image and gives its distortion, nats.</summary>
    /// <param name="pixels">Gives the images, as the encoder sees them and as targets.</param>
    /// <param name="noise">Gives eps; the row is the image.</param>
    /// <param name="first">The first image.</param>
    /// <param name="mu">[count, L].</param>
    /// <param name="logVar">[count, L].</param>
    /// <param name="distortion">[count].</param>
    /// <param name="ofUnits">Receives the distortion of each unit, [count, units] of a loss that groups none; empty to leave it out.</param>
    void Distort(IExampleRows pixels, Philox noise, int first, Span<float> mu, Span<float> logVar, Span<float> distortion, Span<float> ofUnits = default);

    /// <summary>log p(x, z) − log q(z given x) for draws of z from one image's posterior, nats (Burda et al. 2015, eq. 8).</summary>
    /// <param name="pixels">Gives the image as a target.</param>
    /// <param name="image">The image.</param>
    /// <param name="mu">[L].</param>
    /// <param name="logVar">[L].</param>
    /// <param name="draws">Gives the eps of each sample; the row is the image.</param>
    /// <param name="logWeights">One for each sample.</param>
    /// <param name="cancellation">Stops between panels.</param>
    void Weigh(
        IExampleRows pixels, int image, ReadOnlySpan<float> mu, ReadOnlySpan<float> logVar, Func<int, Philox> draws, Span<double> logWeights,
        CancellationToken cancellation);
}
