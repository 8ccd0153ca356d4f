using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Elbo.Compute.Distributed;
using Elbo.Models;
using Elbo.Models.Storage;
using TorchSharp;

namespace Elbo.Training;

/// <summary>The copies of one training's state that ranks hold: made equal at its start, and compared later.</summary>
internal static class Replicas
{
    /// <summary>Gives every rank the weights, the moments and the progress of rank 0. Collective.</summary>
    public static void Align(Communicator communicator, Trainer trainer)
    {
        if (communicator.IsAlone)
            return;
        foreach (var tensor in State(trainer))
            communicator.Broadcast(tensor.bytes);
        var (partial, totals) = (trainer.Partial, trainer.Partial.Totals);
        double[] own =
        [
            trainer.Epoch, trainer.Optimizer.Steps, trainer.BestValidation, trainer.Rollbacks,
            partial.Batches, totals.Examples, totals.Distortion, totals.Rate, totals.Objective, partial.Seconds,
            trainer.Watched.Lowest, trainer.Watched.Epoch,
        ];
        communicator.Broadcast(MemoryMarshal.AsBytes(own.AsSpan()));
        if (own is [var epoch, var steps, var best, var rollbacks, var batches, var examples, var distortion, var rate, var objective, var seconds,
            var watched, var watchedEpoch])
        {
            trainer.ContinueFrom((int)epoch, (long)steps, best, new((int)batches, new((int)examples, distortion, rate, objective), seconds), (int)rollbacks);
            trainer.Watched = new(watched, (int)watchedEpoch);
        }
    }

    /// <summary>Gives every rank the weights of rank 0. Collective.</summary>
    public static void AlignWeights(Communicator communicator, Trainer trainer)
    {
        if (communicator.IsAlone)
            return;
        foreach (var (_, value) in trainer.Model.NamedWeights())
            communicator.Broadcast(value.bytes);
    }

    /// <summary>A checksum of weights and moments.</summary>
    public static ulong Fingerprint(Trainer trainer)
    {
        var sum = 14695981039346656037;
        foreach (var tensor in State(trainer))
            sum = Mix(sum, tensor.bytes);
        return sum;
    }

    /// <summary>A checksum of words.</summary>
    public static ulong Fingerprint(string words) => BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(words)));

    /// <summary>The lowest rank whose checksum is not that of rank 0; null where all are equal. Collective.</summary>
    public static int? Different(Communicator communicator, ulong own)
    {
        Span<ulong> first = [own];
        communicator.Broadcast(MemoryMarshal.AsBytes(first));
        return communicator.FirstFailed(first[0] != own);
    }

    /// <summary>The words of the lowest rank that has any; null where none has. Collective.</summary>
    public static string? TextOf(Communicator communicator, string? own)
    {
        if (communicator.FirstFailed(own is not null) is not { } rank)
            return null;
        // Sums of one rank's letters and the others' zeros are its letters.
        var letters = new double[256];
        if (communicator.Rank == rank)
            for (var i = 0; i < Math.Min(own!.Length, letters.Length); i++)
                letters[i] = own[i];
        communicator.Sum(letters);
        return new string([.. letters.TakeWhile(letter => letter > 0).Select(letter => (char)letter)]);
    }

    private static IEnumerable<torch.Tensor> State(Trainer trainer) =>
        trainer.Model.NamedWeights().Concat(trainer.Optimizer.State()).Select(pair => pair.Value);

    /// <summary>FNV-1a (Fowler, Noll and Vo) over words of 64 bits.</summary>
    private static ulong Mix(ulong sum, ReadOnlySpan<byte> bytes)
    {
        const ulong prime = 1099511628211;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            sum = ((sum ^ word) * prime) ^ (sum >> 47);
        foreach (var value in bytes[(bytes.Length / 8 * 8)..])
            sum = (sum ^ value) * prime;
        return sum;
    }
}

/// <summary>Losses that cannot be trained over several processes: those that are not a mean over examples, since a rank sees only its share.</summary>
internal static class RankRules
{
    /// <summary>Validation errors, one sentence each.</summary>
    public static IEnumerable<string> Faults(VaeOptions model, TrainingOptions training)
    {
        if (model.Likelihood.EstimatesSigma)
            yield return $"likelihood was {model.Likelihood.Name}, whose σ is that of the whole batch, and each of several processes sees a part of it. "
                + "Use --likelihood gaussian --sigma 0.1 or gaussian-learned, or train on one process.";
        if (model.Net.NormalizesBatches)
            yield return "batch-norm was true, and each of several processes sees a part of the batch. Leave --batch-norm out, or train on one process.";
        if (training.Objective.WholeBatch is { } clause)
            yield return $"objective was {training.Objective.Name}, {clause}, and each of several processes sees a part of it. "
                + "Use another objective, or train on one process.";
        if (training.GuessEpochs > 0)
            yield return $"guess-epochs was {training.GuessEpochs}, but several processes do not train a plain net first. "
                + "Leave --guess-epochs out, or train on one process.";
        if (training.Device != "cpu")
            yield return $"device was {training.Device}, but training over several processes is known for the CPU alone. "
                + "Use --device cpu, or train on one process.";
    }
}
