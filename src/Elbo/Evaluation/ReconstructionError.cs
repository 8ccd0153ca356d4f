using Elbo.Data;

namespace Elbo.Evaluation;

/// <summary>The error of the mean image of p(x given z), at z = the posterior mean; pixels in [0, 1].</summary>
internal sealed record ReconstructionError
{
    /// <summary>Number of examples, N.</summary>
    public required int Examples { get; init; }

    /// <summary>How the targets were made: binary ones give other errors than grey ones.</summary>
    public required Binarization Binarization { get; init; }

    /// <summary>The mean squared error per pixel.</summary>
    public required SampleMean MeanSquaredError { get; init; }

    /// <summary>10·log₁₀(1 / MSE) of each image, dB, averaged over the images; infinite if one is exact.</summary>
    public required SampleMean Psnr { get; init; }

    /// <summary>Structural similarity (Wang et al. 2004), 1 for equal images; null if a side of the images is below 11 pixels.</summary>
    public SampleMean? Ssim { get; init; }
}
