namespace Elbo.Inference;

/// <summary>Standard normal numbers that depend only on a seed, a row and a place: SplitMix64 (Steele, Lea and Flood 2014) and the method of Box and
/// Muller (1958).</summary>
internal static class NormalNoise
{
    /// <param name="seed">The same seed gives the same numbers.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="into">Receives them.</param>
    public static void Fill(ulong seed, long row, Span<float> into)
    {
        var state = Mix(Mix(seed) + 0x9E3779B97F4A7C15 * (ulong)row);
        for (var i = 0; i < into.Length; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(Uniform(ref state)));
            var (sin, cos) = Math.SinCos(2 * Math.PI * Uniform(ref state));
            into[i] = (float)(radius * cos);
            if (i + 1 < into.Length)
                into[i + 1] = (float)(radius * sin);
        }
    }

    /// <summary>In (0, 1].</summary>
    private static double Uniform(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        return ((Mix(state) >> 11) + 1) / 9007199254740992.0;
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
