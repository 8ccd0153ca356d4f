using Elbo.Data;
using Elbo.Models;
using TorchSharp;

namespace Elbo.Bench;

/// <summary>Uses a model of the seed's net through arrays; its speed does not depend on the weights.</summary>
internal static class InferenceBenchmark
{
    private sealed record Use(string Name, Action Once, double Flops, int? Count = null)
    {
        public int Images(int all) => Count ?? all;
    }

    private const int ImportanceSamples = 1000;

    public static (double[] Peaks, IReadOnlyList<InferenceTiming> Timings) Measure(
        ImageSet images, int threads, BenchPace pace, TimeProvider clock, CancellationToken cancellation)
    {
        torch.set_num_threads(threads);
        var options = StepSetting.Seed();
        using var model = new TrainedVae(new Vae(options), Binarization.Threshold);
        var codes = model.Encode(images, cancellation).Mu;
        var few = images.Slice(0, Math.Min(images.Count, 20));
        var (encode, decode) = (Flops.Encode(options, images.Count), Flops.Decode(options, images.Count));
        Use[] uses =
        [
            new("encode", () => model.Encode(images, cancellation), encode),
            new("decode", () => model.Decode(codes, cancellation), decode),
            new("reconstruct", () => model.Reconstruct(images, cancellation), encode + decode),
            new("score", () => model.Score(images, cancellation: cancellation), encode + decode),
            new(
                $"NLL({ImportanceSamples})", () => model.EstimateNll(few, ImportanceSamples, cancellation: cancellation),
                Flops.Encode(options, few.Count) + ImportanceSamples * Flops.Decode(options, few.Count), few.Count),
        ];
        var (peaks, times) = new Turns(pace, clock, cancellation).Measure(new(threads, clock), [.. uses.Select(use => new Work(use.Name, use.Once))]);
        return (peaks, [.. uses.Zip(times, (use, time) => new InferenceTiming(
            use.Name, use.Images(images.Count), threads,
            Spread.Of(time.Seconds.Select(s => use.Images(images.Count) / s)),
            Spread.OfRatios(time.Seconds.Select(s => use.Flops / s / 1e9), peaks)))]);
    }
}
