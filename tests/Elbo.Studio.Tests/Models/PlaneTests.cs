using Elbo.Models;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Models;

public sealed class PlaneTests
{
    [Fact]
    public void Of_TwoDimensions_ProjectsAndLiftsThem()
    {
        var plane = Plane.Of(3, 2, 0);
        Assert.Equal((5.0, 1.0), plane.Project([1, 7, 5]));
        Assert.Equal([1, 0, 5], plane.Lift(5, 1));
    }

    [Fact]
    public void Ellipse_OfAPair_HasThePosteriorsDeviations()
    {
        var (longer, shorter, angle) = Plane.Of(2, 0, 1).Ellipse([MathF.Log(0.04f), MathF.Log(0.25f)]);
        Assert.Equal(0.5, longer, 6);
        Assert.Equal(0.2, shorter, 6);
        Assert.Equal(Math.PI / 2, angle, 6);
    }

    [Fact]
    public void Principal_CodesOnALine_FindsTheLine()
    {
        // Codes at t·(3, 4, 0)/5 + (1, 1, 1), with a little spread along the third dimension.
        float[] mu = [.. Enumerable.Range(-5, 11).SelectMany(t => new[] { 1 + 0.6f * t, 1 + 0.8f * t, 1 + (t % 2 == 0 ? 0.1f : -0.1f) })];
        var plane = Plane.Principal(new Codes(11, 3, mu, new float[33]));
        var (x, y) = plane.Project([1 + 0.6f, 1.8f, 1]);
        Assert.Equal(1, Math.Abs(x), 2);
        Assert.Equal(0, y, 1);
        var lifted = plane.Lift(x, y);
        Assert.Equal(1.6, lifted[0], 2);
        Assert.Equal(1.8, lifted[1], 2);
    }

    /// <summary>±s along each of 20 axes, with s from 1 downwards by hundredths: eigenvalues so close that an iteration separates them slowly.</summary>
    [Fact]
    public void Principal_VariancesAlmostEqual_FindsTheTwoLargest()
    {
        const int Latents = 20;
        var mu = new float[2 * Latents * Latents];
        for (var d = 0; d < Latents; d++)
            (mu[2 * d * Latents + d], mu[(2 * d + 1) * Latents + d]) = (1 - d / 100f, d / 100f - 1);
        var plane = Plane.Principal(new Codes(2 * Latents, Latents, mu, new float[mu.Length]));
        (float[] first, float[] second) = ([1, .. new float[Latents - 1]], [0, 1, .. new float[Latents - 2]]);
        Assert.Equal((1.0, 0.0), (Math.Round(Math.Abs(plane.Project(first).X), 6), Math.Round(plane.Project(second).X, 6)));
        Assert.Equal((1.0, 0.0), (Math.Round(Math.Abs(plane.Project(second).Y), 6), Math.Round(plane.Project(first).Y, 6)));
    }
}
