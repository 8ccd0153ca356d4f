namespace Elbo.Compute.Randomness;

/// <summary>Random orders: that in which an epoch visits the training examples, and those of subsets.</summary>
internal static class Shuffle
{
    /// <summary>A uniformly random permutation of 0 … <paramref name="count"/> − 1 (Fisher and Yates), the same for the same seed and epoch.</summary>
    public static int[] Permutation(int count, ulong seed, int epoch) => Permutation(count, new(seed, RandomStream.Shuffle, epoch));

    /// <summary>Draws a subset of 0 … <paramref name="count"/> − 1, in ascending order. A smaller one of the same seed is part of a larger one.</summary>
    public static int[] Subset(int count, int most, ulong seed)
    {
        var chosen = Permutation(count, new(seed, RandomStream.Subset))[..Math.Min(most, count)];
        Array.Sort(chosen);
        return chosen;
    }

    /// <summary>A uniformly random permutation.</summary>
    public static int[] Permutation(int count, Philox random)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;

        var bits = new uint[count];
        random.FillBits(0, bits);
        for (var i = count - 1; i > 0; i--)
        {
            // Lemire's multiply-shift: an index in [0, i] with a bias below count / 2³².
            var j = (int)((ulong)bits[i] * (ulong)(i + 1) >> 32);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
