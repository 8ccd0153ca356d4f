using Elbo.Analysis.Exploration;
using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>A plane through the latent space onto which codes are projected: a point and two orthonormal directions, each of L numbers.</summary>
public sealed class Plane
{
    private readonly double[] center, right, up;

    private Plane(double[] center, double[] right, double[] up) => (this.center, this.right, this.up) = (center, right, up);

    /// <summary>The plane of two dimensions, the others at 0, the prior's mean. The same dimension twice gives a line.</summary>
    public static Plane Of(int latents, int horizontal, int vertical)
    {
        var (right, up) = (new double[latents], new double[latents]);
        right[horizontal] = 1;
        if (vertical != horizontal)
            up[vertical] = 1;
        return new(new double[latents], right, up);
    }

    /// <summary>The plane through the mean of the posterior means in which they vary most: their first two principal components.</summary>
    /// <param name="codes">At least one, of at least two latents.</param>
    public static Plane Principal(Codes codes)
    {
        var components = PrincipalComponents.Of(codes);
        return new([.. components.Mean], [.. components.First], [.. components.Second]);
    }

    /// <summary>The projection of a code onto the plane.</summary>
    /// <param name="z">Shape [L].</param>
    public (double X, double Y) Project(ReadOnlySpan<float> z)
    {
        double x = 0, y = 0;
        for (var d = 0; d < z.Length; d++)
        {
            x += (z[d] - center[d]) * right[d];
            y += (z[d] - center[d]) * up[d];
        }
        return (x, y);
    }

    /// <summary>The projection of the mean of N(0, I).</summary>
    public (double X, double Y) ProjectOrigin() => Project(new float[center.Length]);

    /// <summary>The code at a point of the plane, shape [L].</summary>
    public float[] Lift(double x, double y)
    {
        var z = new float[center.Length];
        for (var d = 0; d < z.Length; d++)
            z[d] = (float)(center[d] + x * right[d] + y * up[d]);
        return z;
    }

    /// <summary>The ellipse of one standard deviation of a posterior N(mu, σ²), projected onto the plane.</summary>
    /// <param name="logVar">log σ², shape [L].</param>
    /// <returns>Both radii, and the angle of the first to the horizontal, in radians.</returns>
    public (double Long, double Short, double Angle) Ellipse(ReadOnlySpan<float> logVar)
    {
        double xx = 0, xy = 0, yy = 0;
        for (var d = 0; d < logVar.Length; d++)
        {
            var variance = Math.Exp(logVar[d]);
            xx += variance * right[d] * right[d];
            xy += variance * right[d] * up[d];
            yy += variance * up[d] * up[d];
        }
        var (middle, spread) = ((xx + yy) / 2, Math.Sqrt((xx - yy) * (xx - yy) / 4 + xy * xy));
        return (Math.Sqrt(middle + spread), Math.Sqrt(Math.Max(0, middle - spread)), Math.Atan2(2 * xy, xx - yy) / 2);
    }
}
