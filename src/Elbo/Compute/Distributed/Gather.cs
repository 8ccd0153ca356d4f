
namespace Elbo.Compute.Distributed;

/// <summary>Gathers on every rank what each has computed for its <see cref="Communicator.Share"/> of some units. Collective.</summary>
/// <param name="communicator">The ranks.</param>
/// <param name="units">Units in all.</param>
internal sealed class Gather(Communicator communicator, int units)
{
    /// <summary>The values of all units: a sum of arrays that are zero outside a rank's own units, so that no bit of a number changes.</summary>
    /// <param name="own">The values of this rank's units.</param>
    /// <param name="each">Values per unit.</param>
    public float[] Floats(ReadOnlySpan<float> own, int each)
    {
        var all = new float[units * each];
        own.CopyTo(all.AsSpan(communicator.Share(units).First * each));
        communicator.Sum(all);
        return all;
    }

    /// <inheritdoc cref="Floats"/>
    public double[] Doubles(ReadOnlySpan<double> own, int each)
    {
        var all = new double[units * each];
        own.CopyTo(all.AsSpan(communicator.Share(units).First * each));
        communicator.Sum(all);
        return all;
    }
}
