using Elbo.Files.NumPy;

namespace Extension;

/// <summary>Invented counts: 16 places, of which a few are busy in each example, and half of all counts got lost on the way.</summary>
internal static class Counts
{
    public const int Side = 4, Examples = 4000;

    private const double Lost = 0.5;

    /// <summary>Writes them as an npy file of bytes, shape [N, 4, 4].</summary>
    public static void Write(string path, int seed)
    {
        var random = new Random(seed);
        var counts = new byte[Examples * Side * Side];
        for (var example = 0; example < Examples; example++)
        {
            var (row, column) = (random.Next(Side), random.Next(Side));
            for (var place = 0; place < Side * Side; place++)
            {
                var isBusy = place / Side == row || place % Side == column;
                if (random.NextDouble() >= Lost)
                    counts[example * Side * Side + place] = Poisson(isBusy ? 80 : 4, random);
            }
        }
        NpyFile.Write<byte>(path, counts, Examples, Side, Side);
    }

    /// <summary>Knuth, "The Art of Computer Programming", volume 2, section 3.4.1: factors until their product falls below e^−λ.</summary>
    private static byte Poisson(double mean, Random random)
    {
        var (product, k) = (random.NextDouble(), 0);
        for (; product > Math.Exp(-mean) && k < byte.MaxValue; k++)
            product *= random.NextDouble();
        return (byte)k;
    }
}
