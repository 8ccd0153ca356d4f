using CsCheck;
using Elbo.Analysis.Exploration;
using Elbo.Exchange;

namespace Elbo.Tests.Analysis.Exploration;

public sealed class InterpolationTests
{
    private static float[] At(float[] from, float[] to, double time, InterpolationPath path)
    {
        var code = new float[from.Length];
        Interpolation.Between(from, to, time, path, code);
        return code;
    }

    [Fact]
    public void Between_Linear_IsTheStraightLine() => Assert.Equal([1.5f, 1], At([1, 2], [3, -2], 0.25, InterpolationPath.Linear));

    // A quarter of the circle: at t = 1/3 the angle is 30 degrees.
    [Fact]
    public void Between_SphericalRightAngle_IsThePointOfTheCircle()
    {
        var code = At([2, 0], [0, 2], 1.0 / 3, InterpolationPath.Spherical);
        Assert.Equal(2 * Math.Cos(Math.PI / 6), code[0], 1e-6);
        Assert.Equal(2 * Math.Sin(Math.PI / 6), code[1], 1e-6);
    }

    [Fact]
    public void Between_AnyTwoCodes_MeetsBothEndsAndSphericalKeepsEqualLengths() =>
        Gen.Float[-3, 3].Array[4].Select(Gen.Float[-3, 3].Array[4], Gen.Double[0, 1]).Where((a, b, _) => Length(a) > 0.1 && Length(b) > 0.1).Sample((a, b, t) =>
        {
            var scaled = b.Select(x => (float)(x * Length(a) / Length(b))).ToArray();
            foreach (var path in Enum.GetValues<InterpolationPath>())
            {
                Assert.Equal(a, At(a, scaled, 0, path), (x, y) => Math.Abs(x - y) < 1e-4);
                Assert.Equal(scaled, At(a, scaled, 1, path), (x, y) => Math.Abs(x - y) < 1e-4);
            }
            // Between opposite codes all arcs are equally short, and the path is straight.
            if (Math.Abs(a.Zip(scaled, (x, y) => x * y).Sum() / (Length(a) * Length(a))) < 0.999)
                Assert.Equal(Length(a), Length(At(a, scaled, t, InterpolationPath.Spherical)), 1e-3);
        });

    [Fact]
    public void Between_SphericalFromTheOrigin_IsStraight() => Assert.Equal([0.5f, 1], At([0, 0], [1, 2], 0.5, InterpolationPath.Spherical));

    private static double Length(float[] code) => Math.Sqrt(code.Sum(x => (double)x * x));
}
