using Elbo.Compute.Simd;

namespace Elbo.Tests.Compute.Simd;

public sealed unsafe class DoublesTests
{
    [Fact]
    public void Exp_ManyNumbers_IsThatOfMath()
    {
        double[] numbers = [.. Enumerable.Range(0, 40_000).Select(i => -600 + i * 0.016 + 1e-5 * i % 0.01), 0, -1e-300, 39.99, -0.5];
        var values = numbers.ToArray();
        fixed (double* at = values)
            Doubles.Exp(at, values.Length);
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(1, values[i] / Math.Exp(numbers[i]), 1e-15 * Math.Max(1, Math.Abs(numbers[i]) / 10));
    }

    [Fact]
    public void Log_ManyNumbers_IsThatOfMath()
    {
        double[] numbers = [.. Enumerable.Range(0, 40_000).Select(i => Math.Pow(10, -300 + i * 0.015)), 1, 1 + 1e-12, 1 - 1e-12, Math.Sqrt(2)];
        var values = numbers.ToArray();
        fixed (double* at = values)
            Doubles.Log(at, values.Length);
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(Math.Log(numbers[i]), values[i], 1e-15 * Math.Abs(Math.Log(numbers[i])));
    }

    [Fact]
    public void ExpAndLog_BeyondTheirLimits_AreTheLimits()
    {
        double[] exponents = [41, 1e300, -601, double.NaN], numbers = [double.NaN, 1, 1, 1];
        fixed (double* e = exponents, n = numbers)
        {
            Doubles.Exp(e, 4);
            Doubles.Log(n, 4);
        }
        Assert.Equal(1, exponents[0] / Math.Exp(40), 1e-14);
        Assert.Equal(1, exponents[1] / Math.Exp(40), 1e-14);
        Assert.Equal(1, exponents[2] / Math.Exp(-600), 1e-13);
        Assert.True(double.IsNaN(exponents[3]));
        Assert.Equal([double.NaN, 0, 0, 0], numbers);
    }
}
