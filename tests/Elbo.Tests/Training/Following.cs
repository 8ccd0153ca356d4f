using Elbo.Data;
using Elbo.Models;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

/// <summary>The managed engine and autograd side by side: the same first weights, batches and draws.</summary>
internal static class Following
{
    public static int[] Batch(int step, int size, int count) => [.. Enumerable.Range(0, size).Select(i => (step * 17 + i * 7) % count)];

    public static void Follow(VaeOptions model, TrainingOptions options, ExampleSet examples, int threads, int steps, int? lanes = null)
    {
        using Vae managed = new(model, seed: 1), torch = new(model, seed: 1);
        using Adam managedAdam = new(managed.named_parameters(), 1e-3, options.Rule), torchAdam = new(torch.named_parameters(), 1e-3, options.Rule);
        using var engine = new ManagedStep(managed, managedAdam, options, examples, threads, lanes);
        using var general = new TorchStep(torch, torchAdam, options, examples, CPU);
        for (var s = 0; s < steps; s++)
        {
            // Every fifth batch is a short one, as at the end of an epoch.
            var batch = Batch(s, s % 5 == 4 ? Math.Max(1, options.Batch / 3) : options.Batch, examples.Count);
            var (ours, theirs) = (engine.Run(batch, epoch: 1), general.Run(batch, epoch: 1));
            Assert.Equal(theirs.Examples, ours.Examples);
            // A density's distortion may pass through 0; its parts do not.
            var tolerance = 1e-5 * Math.Max(Math.Abs(theirs.Distortion + theirs.Rate), theirs.Examples);
            Assert.Equal(theirs.Distortion + theirs.Rate, ours.Distortion + ours.Rate, tolerance);
            Assert.Equal(theirs.Objective, ours.Objective, tolerance);
        }
        engine.Publish();
        var difference = Small.Values(managed).Zip(Small.Values(torch)).Average(pair => Math.Abs(pair.First - pair.Second));
        Assert.InRange(difference, 0, 1e-6);
        Assert.All(managedAdam.State().Zip(torchAdam.State()), pair => Assert.InRange(
            (pair.First.Value - pair.Second.Value).abs().mean().ToDouble(), 0, 1e-4 * Math.Max(1, pair.Second.Value.abs().mean().ToDouble())));
    }
}
