using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Exchange;
using Elbo.Models;
using Elbo.Reports.Figures.Drawing;
using Elbo.Runs;
using Elbo.Studio.Components.Loss;

namespace Elbo.Studio.Models;

/// <summary>The best weights of a run with the test examples and their codes, for pages to explore. Any number of pages may use it at once.</summary>
public sealed class LoadedModel
{
    /// <summary>Codes that are shown and searched.</summary>
    public const int MostExamples = 10_000;

    private readonly Lazy<Task<float[]>> scores;

    /// <summary>Keeps nothing else of the run: its training images may fill the memory.</summary>
    private LoadedModel(OpenRun run, ImageSet? examples, string? missing, ImageSet? training = null)
    {
        var (manifest, model) = (run.Manifest, run.Model);
        Whole = model;
        scores = new(() => Task.Run(() => examples is null ? [] : model.Score(examples)));
        (Manifest, Model, Examples, Missing) = (manifest, Under(null), examples, missing);
        TrainingScores = training is null ? null : new(model, training);
        Codes = examples is null ? null : model.Encode(examples);
        Ranking = manifest.Test?.RatePerDimension is { } rates ? LatentRanking.ByRate(rates)
            : Codes is not null ? LatentRanking.BySpread(Codes) : LatentRanking.ByRate([.. Enumerable.Repeat(0.0, model.Options.Latents)]);
    }

    /// <summary>The run's options and numbers, as they were when it was loaded.</summary>
    public RunManifest Manifest { get; }

    /// <summary>The model; if it takes a condition, under the one that was chosen, or the usual one.</summary>
    public TrainedVae Model { get; private set; }

    /// <summary>The model with its condition left open.</summary>
    internal TrainedVae Whole { get; }

    /// <summary>The columns of the condition; null if the model has none.</summary>
    internal ConditionSchema? Condition => Whole.Condition;

    /// <summary>The chosen cells of the condition; null if none were chosen.</summary>
    internal double[]? Chosen { get; private set; }

    /// <summary>Up to <see cref="MostExamples"/> of the test split, in its order; null if the data is missing.</summary>
    public ImageSet? Examples { get; }

    /// <summary>Why there are no examples, in a sentence; null if there are.</summary>
    public string? Missing { get; }

    /// <summary>The posteriors of the examples; null if there are none.</summary>
    public Codes? Codes { get; }

    /// <summary>The scores of some training examples; null if the data is missing.</summary>
    public ReferenceScores? TrainingScores { get; }

    /// <summary>The order of the latents.</summary>
    internal LatentRanking Ranking { get; }

    /// <summary>Number L of latents.</summary>
    public int Latents => Model.Options.Latents;

    /// <summary>True if p(z) is N(0, I).</summary>
    public bool HasStandardPrior => Model.Options.Prior.IsStandard;

    /// <summary>N(0, I), whose quantiles and deviations grids and circles show, in words.</summary>
    public string StandardNormal => HasStandardPrior ? "the prior" : "a standard normal";

    /// <summary>This model under a condition, with the same examples and codes.</summary>
    /// <param name="cells">A value for each column, NaN for any; null for no choice.</param>
    internal LoadedModel Given(double[]? cells)
    {
        var given = (LoadedModel)MemberwiseClone();
        (given.Model, given.Chosen) = (Under(cells), cells);
        return given;
    }

    private TrainedVae Under(double[]? cells) => Whole.Condition is { } condition ? Whole.Given(cells ?? condition.Usual) : Whole;

    /// <summary>The name of an example's label; null if it has none.</summary>
    public string? Label(int example) =>
        Examples is { HasLabels: true } images ? VisibleText.Line(images.LabelName(images.Labels[example])) : null;

    /// <summary>An unmodified example, as a data address for an image element.</summary>
    public string Picture(int example) => Picture(Examples!.Image(example));

    /// <summary>An unmodified image, as a data address for an image element.</summary>
    /// <param name="image">Shape [C, H, W] of the model.</param>
    public string Picture(ReadOnlySpan<byte> image) => Address(ImageBatch.FromBytes(Model.Options.Shape, image)[0]);

    /// <summary>The examples with the nearest codes, the nearest first; empty if there are none.</summary>
    /// <param name="z">Shape [L].</param>
    /// <param name="count">The number of examples.</param>
    /// <param name="except">The example that the code is of, which is left out; null for none.</param>
    public IReadOnlyList<(int Example, double Distance)> Near(ReadOnlySpan<float> z, int count, int? except = null) =>
        Codes is null ? [] : NearestCodes.Of(Codes, z, count, except);

    /// <summary>A code, decoded, as a data address for an image element.</summary>
    public string Decode(ReadOnlySpan<float> z) => Address(Model.Decode(z));

    /// <summary>Several codes, decoded.</summary>
    /// <param name="z">Shape [N, L].</param>
    public IReadOnlyList<string> DecodeAll(ReadOnlySpan<float> z)
    {
        var (pixels, size) = (Model.Decode(z), Model.Options.Shape.Size);
        return [.. Enumerable.Range(0, pixels.Length / size).Select(i => Address(pixels.AsSpan(i * size, size)))];
    }

    /// <summary>A code decoded as every class of the condition, as data addresses.</summary>
    /// <param name="z">Shape [L].</param>
    internal IReadOnlyList<string> DecodeAsEveryClass(float[] z)
    {
        var images = Styles.OfCodes(Whole, z);
        return [.. Enumerable.Range(0, images.Count).Select(i => Address(images[i]))];
    }

    /// <summary>KL(q(z given x) ‖ N(0, I)) of an example, nats; null under another prior.</summary>
    public double? Rate(int example) => Ranking.Rates is null ? null
        : Enumerable.Range(0, Latents).Sum(d => new UnivariateGaussian(Codes!.MuOf(example)[d], Codes.LogVarOf(example)[d]).Rate.Nats);

    /// <summary>−ELBO of each example with one draw of z, nats: measured once, on first use. Empty if there are no examples.</summary>
    public Task<float[]> ScoresAsync() => scores.Value;

    /// <summary>−ELBO of an example, nats; null if it has not been measured.</summary>
    public double? Score(int example) =>
        scores is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } measured } ? measured.Result[example] : null;

    /// <summary>Reads weights and data, and encodes.</summary>
    /// <exception cref="ElboException">The run has no weights, or they are damaged.</exception>
    internal static LoadedModel Load(RunManifest manifest, string folder)
    {
        var run = OpenRun.Open(manifest, folder, "cpu");
        try
        {
            var (train, test) = (run.Images.Train, run.Images.Test);
            return new(run, test.Slice(0, Math.Min(MostExamples, test.Count)), null, train);
        }
        catch (ElboException e)
        {
            return new(run, null, $"Its data cannot be read, so no examples are shown. {e.Message}");
        }
    }

    /// <summary>Pixels as a data address for an image element.</summary>
    /// <param name="shape">Their shape.</param>
    /// <param name="pixels">Values 0…1, shape [C, H, W].</param>
    internal static string Address(ImageShape shape, ReadOnlySpan<float> pixels) =>
        "data:image/png;base64," + Convert.ToBase64String(ImageFile.Png(shape, pixels));

    private string Address(ReadOnlySpan<float> pixels) => Address(Model.Options.Shape, pixels);
}
