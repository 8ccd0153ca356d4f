using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>A plane through the latent space, on which codes are seen: a point and two orthonormal directions, each of L numbers.</summary>
public sealed class Plane
{
    private const int Iterations = 200;
    private readonly double[] center, right, up;

    private Plane(double[] center, double[] right, double[] up) => (this.center, this.right, this.up) = (center, right, up);

    /// <summary>The plane of two dimensions, the others at 0, the prior's mean. The same one twice is a line.</summary>
    public static Plane Of(int latents, int horizontal, int vertical)
    {
        var (right, up) = (new double[latents], new double[latents]);
        right[horizontal] = 1;
        if (vertical != horizontal)
            up[vertical] = 1;
        return new(new double[latents], right, up);
    }

    /// <summary>The plane through the mean of the posterior means in which they vary most: their two first principal components.</summary>
    /// <param name="codes">At least one, of at least two latents.</param>
    public static Plane Principal(Codes codes)
    {
        var latents = codes.Latents;
        var center = new double[latents];
        for (var i = 0; i < codes.Mu.Length; i++)
            center[i % latents] += codes.Mu[i] / (double)codes.Count;
        var covariance = Covariance(codes, center);
        var (right, up) = (new double[latents], new double[latents]);
        for (var d = 0; d < latents; d++)
            (right[d], up[d]) = (1 + d / (double)latents, d % 2 == 0 ? 1 : -1);
        // Orthogonal iteration: both directions are multiplied by the covariance, and made orthonormal again.
        for (var i = 0; i < Iterations; i++)
        {
            (right, up) = (Times(covariance, right), Times(covariance, up));
            Normalize(right);
            var shared = Dot(right, up);
            for (var d = 0; d < latents; d++)
                up[d] -= shared * right[d];
            Normalize(up);
        }
        return new(center, right, up);
    }

    /// <summary>Where a code lies on the plane.</summary>
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

    /// <summary>The code at a point of the plane, shape [L].</summary>
    public float[] Lift(double x, double y)
    {
        var z = new float[center.Length];
        for (var d = 0; d < z.Length; d++)
            z[d] = (float)(center[d] + x * right[d] + y * up[d]);
        return z;
    }

    /// <summary>The ellipse of one standard deviation of a posterior N(mu, σ²), as it is seen on the plane.</summary>
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

    private static double[] Covariance(Codes codes, double[] center)
    {
        var latents = codes.Latents;
        var covariance = new double[latents * latents];
        var row = new double[latents];
        for (var i = 0; i < codes.Count; i++)
        {
            var mu = codes.MuOf(i);
            for (var d = 0; d < latents; d++)
                row[d] = mu[d] - center[d];
            for (var d = 0; d < latents; d++)
                for (var e = 0; e < latents; e++)
                    covariance[d * latents + e] += row[d] * row[e] / codes.Count;
        }
        return covariance;
    }

    private static double[] Times(double[] matrix, double[] vector)
    {
        var product = new double[vector.Length];
        for (var d = 0; d < product.Length; d++)
            product[d] = Dot(matrix.AsSpan(d * vector.Length, vector.Length), vector);
        return product;
    }

    private static void Normalize(double[] vector)
    {
        var length = Math.Sqrt(Dot(vector, vector));
        // Where nothing varies, any direction is as good.
        for (var d = 0; d < vector.Length; d++)
            vector[d] = length > 0 ? vector[d] / length : d == 0 ? 1 : 0;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (var d = 0; d < a.Length; d++)
            sum += a[d] * b[d];
        return sum;
    }
}
