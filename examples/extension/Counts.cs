using Elbo.Files.NumPy;

namespace Extension;

/// <summary>
/// Invented counts on 4×4 places: log λ = 2.5 + 0.5·(a·row + b·column) with standard normal a and b, a Poisson count of each λ, and then a third of
/// all counts lost.
/// </summary>
internal static class Counts
{
    private const int Side = 4, Examples = 4000;

    private const double Lost = 1.0 / 3;

    /// <summary>Writes them as an npy file of bytes, shape [N, 4, 4].</summary>
    public static void Write(string path, int seed)
    {
        var random = new Random(seed);
        var counts = new byte[Examples * Side * Side];
        for (var example = 0; example < Examples; example++)
        {
            var (a, b) = (Normal(random), Normal(random));
            for (var place = 0; place < Side * Side; place++)
            {
                var (row, column) = (place / Side - 1.5, place % Side - 1.5);
                if (random.NextDouble() >= Lost)
                    counts[example * Side * Side + place] = Poisson(Math.Exp(2.5 + 0.5 * (a * row + b * column)), random);
            }
        }
        NpyFile.Write<byte>(path, counts, Examples, Side, Side);
    }

    /// <summary>Box and Muller (1958).</summary>
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Knuth, "The Art of Computer Programming", volume 2, section 3.4.1: factors until their product falls below e^−λ.</summary>
    private static byte Poisson(double mean, Random random)
    {
        var (product, k) = (random.NextDouble(), 0);
        for (; product > Math.Exp(-mean) && k < byte.MaxValue; k++)
            product *= random.NextDouble();
        return (byte)k;
    }
}
