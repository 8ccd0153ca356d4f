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
    /// <summary>Those of some codes.</summary>
    /// <param name="codes">At least one, of at least two latents.</param>
    public static PrincipalComponents Of(Codes codes)
    {
        Libtorch.Load();
        using var scope = TensorScope.Open();
        var mu = tensor(codes.Mu, [codes.Count, codes.Latents]).to(float64);
        var center = mu.mean([0]);
        // Ascending: the last columns are the directions of the largest variances.
        var directions = linalg.eigh((mu - center).t().matmul(mu - center) / codes.Count).Item2;
        return new([.. center.data<double>()], Direction(1), Direction(2));

        double[] Direction(int fromTheEnd) => [.. directions.select(1, codes.Latents - fromTheEnd).contiguous().data<double>()];
    }
}
