namespace Elbo.Compute.Simd;

/// <summary>The inverse of the standard normal distribution function.</summary>
internal static class NormalQuantile
{
    /// <summary>To seven digits (Wichura, "Algorithm AS 241", 1988, PPND7).</summary>
    /// <param name="p">In (0, 1).</param>
    public static double Of(double p)
    {
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var s = 0.180625 - q * q;
            return q * (((59.109374720 * s + 159.29113202) * s + 50.434271938) * s + 3.3871327179)
                / (((67.187563600 * s + 78.757757664) * s + 17.895169469) * s + 1);
        }
        var r = Math.Sqrt(-Math.Log(Math.Min(p, 1 - p)));
        var z = r <= 5
            ? (((0.17023821103 * (r - 1.6) + 1.3067284816) * (r - 1.6) + 2.7568153900) * (r - 1.6) + 1.4234372777)
                / ((0.12021132975 * (r - 1.6) + 0.73700164250) * (r - 1.6) + 1)
            : (((0.017337203997 * (r - 5) + 0.42868294337) * (r - 5) + 3.0812263860) * (r - 5) + 6.6579051150)
                / ((0.012258202635 * (r - 5) + 0.24197894225) * (r - 5) + 1);
        return q < 0 ? -z : z;
    }
}
