
namespace Elbo.Compute.Distributed;

/// <summary>Puts what ranks have computed for their <see cref="Communicator.Share"/> of some units together, on every rank. Collective.</summary>
/// <param name="communicator">The ranks.</param>
/// <param name="units">Units in all.</param>
internal sealed class Gather(Communicator communicator, int units)
{
    /// <summary>The values of all units: zeros but for each rank's own, added up, so that no bit of a number changes.</summary>
    /// <param name="own">Those of this rank's units.</param>
    /// <param name="each">Values of a unit.</param>
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
