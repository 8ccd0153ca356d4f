using System.Text.Json;
using Elbo.Compute.Distributed;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>Checks that all ranks train the same model on the same data.</summary>
internal static class RankAgreement
{
    /// <summary>Compares every rank's run with that of rank 0. Collective.</summary>
    /// <exception cref="DistributedException">They differ in options or data.</exception>
    public static void ThrowIfDifferent(Communicator communicator, RunManifest manifest)
    {
        if (communicator.IsAlone)
            return;
        var model = JsonSerializer.Serialize(manifest.Model, KindJson.Indented);
        // Machines may have different numbers of cores.
        var training = JsonSerializer.Serialize(manifest.Training with { Threads = 0 }, KindJson.Indented);
        if (Replicas.Different(communicator, Replicas.Fingerprint(model + training)) is { } rank)
            throw new DistributedException(
                $"Rank {rank} was started with other options than rank 0. Start all ranks with one command line and the same recipes.");
        var data = manifest.Data;
        if (Replicas.Different(communicator, Replicas.Fingerprint(data.TrainFingerprint + data.TestFingerprint)) is { } other)
            throw new DistributedException(
                $"{data.Name} holds other data on rank {other}'s machine than on rank 0's. Copy it from there, or name a folder that all machines share.");
    }
}
