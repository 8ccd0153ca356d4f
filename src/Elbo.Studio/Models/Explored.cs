using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Studio.Components.Loss;

namespace Elbo.Studio.Models;

/// <summary>The best weights of a run with its test examples and their codes, whatever the examples are. Any number of pages may use it at once.</summary>
public abstract class Explored
{
    /// <summary>Codes that are shown and searched.</summary>
    public const int MostExamples = 10_000;

    private readonly Lazy<Task<float[]>> scores;
    private readonly Lazy<LatentRanges> ranges;
    private readonly RunFolder folder;
    private UmapPoints? umap;

    private protected Explored(OpenRun run, ExampleSet? examples, string? missing)
    {
        var (manifest, model) = (run.Manifest, run.Model);
        folder = run.Folder;
        (Manifest, Whole, Model, Missing) = (manifest, model, model, missing);
        scores = new(() => Task.Run(() => examples is null ? [] : model.Score(examples)));
        Codes = examples is null ? null : model.Encode(examples);
        ranges = new(() => Codes is null ? LatentRanges.OfPrior(Latents) : LatentRanges.Of(Codes));
        Ranking = manifest.Test?.RatePerDimension is { } rates ? LatentRanking.ByRate(rates)
            : Codes is not null ? LatentRanking.BySpread(Codes) : LatentRanking.ByRate([.. Enumerable.Repeat(0.0, model.Options.Latents)]);
    }

    /// <summary>The run's options and numbers, as they were when it was loaded.</summary>
    public RunManifest Manifest { get; }

    /// <summary>The model; of images, if it takes a condition, under the one that was chosen, or the usual one.</summary>
    public TrainedVae Model { get; private protected set; }

    /// <summary>The model with its condition left open.</summary>
    internal TrainedVae Whole { get; }

    /// <summary>Why there are no examples, in a sentence; null if there are.</summary>
    public string? Missing { get; }

    /// <summary>The posteriors of the examples; null if there are none.</summary>
    public Codes? Codes { get; }

    /// <summary>The ways to divide the examples into groups; the first is the one to show.</summary>
    internal abstract IReadOnlyList<Grouping> Groupings { get; }

    /// <summary>The order of the latents.</summary>
    internal LatentRanking Ranking { get; }

    /// <summary>Where the examples' codes lie; a standard normal's ranges without examples.</summary>
    internal LatentRanges Ranges => ranges.Value;

    /// <summary>Number L of latents.</summary>
    public int Latents => Model.Options.Latents;

    /// <summary>True if p(z) is N(0, I).</summary>
    public bool HasStandardPrior => Model.Options.Prior.IsStandard;

    /// <summary>N(0, I), whose quantiles and deviations grids and circles show, in words.</summary>
    public string StandardNormal => HasStandardPrior ? "the prior" : "a standard normal";

    /// <summary>The examples with the nearest codes, the nearest first; empty if there are none.</summary>
    /// <param name="z">Shape [L].</param>
    /// <param name="count">The number of examples.</param>
    /// <param name="except">The example that the code is of, which is left out; null for none.</param>
    public IReadOnlyList<(int Example, double Distance)> Near(ReadOnlySpan<float> z, int count, int? except = null) =>
        Codes is null ? [] : NearestCodes.Of(Codes, z, count, except);

    /// <summary>True if the codes have more than two latents and are enough for UMAP.</summary>
    internal bool CanUmap => Latents > 2 && Codes is { Count: > UmapPoints.Neighbours };

    /// <summary>The places by UMAP that were computed for these codes, now or earlier; null if there are none.</summary>
    internal UmapPoints? FindUmap() => umap ??= UmapPoints.Read(folder, Codes!);

    /// <summary>Keeps places by UMAP, next to the run if its folder can be written.</summary>
    internal void Keep(UmapPoints points)
    {
        umap = points;
        points.Write(folder, Codes!);
    }

    /// <summary>KL(q(z given x) ‖ N(0, I)) of an example, nats; null under another prior.</summary>
    public double? Rate(int example) => Ranking.Rates is null ? null
        : Enumerable.Range(0, Latents).Sum(d => new UnivariateGaussian(Codes!.MuOf(example)[d], Codes.LogVarOf(example)[d]).Rate.Nats);

    /// <summary>−ELBO of each example with one draw of z, nats: measured once, on first use. Empty if there are no examples.</summary>
    public Task<float[]> ScoresAsync() => scores.Value;

    /// <summary>−ELBO of an example, nats; null if it has not been measured.</summary>
    public double? Score(int example) =>
        scores is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } measured } ? measured.Result[example] : null;
}
