using Elbo.Compute.Native;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Analysis.Exploration;

/// <summary>The two orthonormal directions in which posterior means vary most, by the eigenvectors of their covariance.</summary>
/// <param name="Mean">The mean of the posterior means, L numbers.</param>
/// <param name="First">The direction of the largest variance, L numbers.</param>
/// <param name="Second">That of the second largest, L numbers.</param>
internal sealed record PrincipalComponents(IReadOnlyList<double> Mean, IReadOnlyList<double> First, IReadOnlyList<double> Second)
{
    /// <summary>The shares of the variance over all L dimensions that both have, from 0 to 1; 0 if the codes don't vary.</summary>
    public (double First, double Second) Share { get; init; }

    /// <summary>The place of a code along both directions, from the mean.</summary>
    /// <param name="z">Shape [L].</param>
    public (float X, float Y) Project(ReadOnlySpan<float> z)
    {
        double x = 0, y = 0;
        for (var d = 0; d < z.Length; d++)
        {
            x += (z[d] - Mean[d]) * First[d];
            y += (z[d] - Mean[d]) * Second[d];
        }
        return ((float)x, (float)y);
    }

    /// <summary>Those of some codes.</summary>
    /// <param name="codes">At least one, of at least two latents.</param>
    public static PrincipalComponents Of(Codes codes)
    {
        Libtorch.Load();
        using var scope = TensorScope.Open();
        var mu = tensor(codes.Mu, [codes.Count, codes.Latents]).to(float64);
        var center = mu.mean([0]);
        // Ascending: the last columns are the directions of the largest variances.
        var (variances, directions) = linalg.eigh((mu - center).t().matmul(mu - center) / codes.Count);
        var all = variances.sum().item<double>();
        return new([.. center.data<double>()], Direction(1), Direction(2)) { Share = (Part(1), Part(2)) };

        double Part(int fromTheEnd) => all > 0 ? variances[codes.Latents - fromTheEnd].item<double>() / all : 0;


        double[] Direction(int fromTheEnd) => [.. directions.select(1, codes.Latents - fromTheEnd).contiguous().data<double>()];
    }
}
