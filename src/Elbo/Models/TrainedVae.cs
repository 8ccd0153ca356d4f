using System.Runtime.InteropServices;
using Elbo.Compute;
using Elbo.Compute.Distributed;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files.Safetensors;
using Elbo.Models.Managed;
using Elbo.Models.Storage;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>A trained VAE, used through arrays rather than tensors. After loading, any number of threads may use it at once.</summary>
public sealed class TrainedVae : IDisposable
{
    private const int BatchSize = 500;
    private readonly Device device;
    private readonly Lazy<ManagedInference?> managed;
    private readonly double[]? fixedCondition;
    private readonly bool isView;
    private readonly double temperature = 1;

    /// <summary>Takes ownership of a trained model.</summary>
    /// <param name="model">The model; disposed with this object.</param>
    /// <param name="binarization">The binarization of its training, which the encoder expects.</param>
    public TrainedVae(Vae model, Binarization binarization) : this(model, binarization, table: null)
    {
    }

    /// <summary>Takes over a model that was trained on rows.</summary>
    /// <param name="model">The model; disposed with this object.</param>
    /// <param name="binarization">The one that it was trained with.</param>
    /// <param name="table">How the rows went in; null for images, and where it is not known.</param>
    /// <param name="condition">The columns of the condition; null if the model has none, and where they are not known.</param>
    internal TrainedVae(Vae model, Binarization binarization, TableEncoding? table, ConditionSchema? condition = null)
    {
        (Model, Binarization, Table, Condition) = (model, binarization, table, condition);
        device = model.parameters().First().device;
        model.eval();
        managed = new(() => ManagedInference.For(model));
    }

    private TrainedVae(TrainedVae whole, double[]? condition, double temperature)
    {
        (Model, Binarization, Table, Condition) = (whole.Model, whole.Binarization, whole.Table, whole.Condition);
        (device, managed, Communicator) = (whole.device, whole.managed, whole.Communicator);
        (fixedCondition, isView, this.temperature) = (condition, true, temperature);
    }

    /// <summary>The model itself, for work with tensors. This object ignores weights that change after its first use.</summary>
    public Vae Model { get; }

    /// <summary>The options that the network was built from.</summary>
    public VaeOptions Options => Model.Options;

    /// <summary>The binarization that the model was trained with.</summary>
    public Binarization Binarization { get; }

    /// <summary>The processes that share the examples of <c>Evaluate</c> and <c>EstimateNll</c>, if all of them call it. Default only this one.</summary>
    internal Communicator Communicator { get; set; } = Communicator.Alone;

    /// <summary>The encoding of a table's rows; null for a model of images, and if its file does not state it.</summary>
    public TableEncoding? Table { get; }

    /// <summary>The columns of the condition; null if the model has none, and if its file does not state them.</summary>
    internal ConditionSchema? Condition { get; }

    /// <summary>This model with its condition fixed: it encodes, decodes and samples as one without a condition. It shares the weights, and does not
    /// own them.</summary>
    /// <param name="condition">A value for each column, such as <c>label=3</c> or <c>age=40,job=nurse</c>; <c>any</c> if the model has learned that.</param>
    /// <exception cref="OptionsException">The model has no condition, or it does not know the column or the value.</exception>
    public TrainedVae Given(string condition) => Given(KnownCondition.Parse([.. ColumnWords.ReadNames(condition)]));

    /// <param name="cells">A value for each column of the condition; NaN for any.</param>
    internal TrainedVae Given(double[] cells) => new(this, cells, temperature);

    /// <summary>This model, but codes from its prior are drawn with standard deviations multiplied by a temperature. Below 1 samples are closer to the mean
    /// and to each other: they are no longer draws from the model.</summary>
    /// <exception cref="OptionsException">The prior is not a single Gaussian.</exception>
    internal TrainedVae Cooled(double temperature) => Options.Prior.IsGaussian
        ? new(this, fixedCondition, temperature)
        : throw new OptionsException([FormattableString.Invariant($"temperature was {temperature}, but the prior is a {Options.Prior.Describe()}; it is ")
            + "defined for the standard normal and the conditional prior. Leave --temperature out."]);

    /// <summary>The columns of the condition.</summary>
    /// <exception cref="OptionsException">The model has no condition.</exception>
    internal ConditionSchema KnownCondition => Condition ?? throw new OptionsException([
        "A condition was given, but the model was trained without one. Leave it out, or train with --condition."]);

    /// <summary>q(z given x) of each example.</summary>
    /// <param name="images">N images of the model's shape, or rows encoded as the run's table.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The examples do not fit the model.</exception>
    public Codes Encode(ExampleSet images, CancellationToken cancellation = default)
    {
        images = UnderCondition(images);
        ThrowIfForeign(images);
        var latents = Options.Latents;
        ArraySize.Of($"Codes of {latents} latents of {images.Count} examples (--limit)", images.Count, latents);
        if (Engine is { } engine)
            return engine.Encode(images.Rows(Binarization, EncodingDraws), cancellation);
        var hasVariance = Options.Posterior.IsDiagonalGaussian;
        var (mu, logVar) = (new float[images.Count * latents], new float[hasVariance ? images.Count * latents : 0]);
        ForEachBatch(images, (first, batch) =>
        {
            var posterior = Model.Encode(batch.Input, batch.Condition);
            Copy(posterior.Mean, mu, first * latents);
            if (posterior.LogVariance is { } values)
                Copy(values, logVar, first * latents);
        }, cancellation);
        return new(images.Count, latents, mu, logVar) { OtherPosterior = hasVariance ? null : Options.Posterior.Describe() };
    }

    /// <summary>The mean image of p(x given z) for each code. Under a Gaussian likelihood its values may leave [0, 1]; figures clip them.</summary>
    /// <param name="z">Codes, shape [N, L], row-major.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Means, shape [N, D], row-major.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of L.</exception>
    /// <exception cref="OptionsException">The images would exceed the size of an array, or the model learned from a table: see
    /// <c>RowDecoding</c>.</exception>
    public float[] Decode(ReadOnlySpan<float> z, CancellationToken cancellation = default) => Decode(z, null, cancellation);

    /// <param name="z">Codes, shape [N, L].</param>
    /// <param name="conditions">Their conditions; null if the model has none.</param>
    /// <param name="cancellation">Stops between batches.</param>
    internal float[] Decode(ReadOnlySpan<float> z, Conditions? conditions, CancellationToken cancellation)
    {
        ThrowIfTable();
        var (latents, size) = (Options.Latents, Options.Shape.Size);
        if (z.Length % latents != 0)
            throw new ArgumentException($"{z.Length} numbers are not a whole number of codes of {latents} latents.", nameof(z));
        ArraySize.Of($"{z.Length / latents} decoded images of {Options.Shape}", z.Length / latents, size);
        if (Engine is { Decodes: true } engine)
            return engine.Decode(z.ToArray(), cancellation);
        var images = new float[z.Length / latents * size];
        conditions ??= ConditionsOf(z.Length / latents);
        using var inference = inference_mode();
        var rows = Options.Rows(BatchSize);
        for (var first = 0; first < z.Length / latents; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            var count = Math.Min(rows, z.Length / latents - first);
            var codes = TensorMemory.Copied(z.Slice(first * latents, count * latents), count, latents).to(device);
            Copy(Model.Likelihood.Mean(Model.Decode(codes, conditions?.Slice(first, count).On(device))), images, first * size);
        }
        return images;
    }

    /// <summary>The likelihood's targets: the images under the model's binarization; if that is random, the same draw of each image
    /// that the encoder gets.</summary>
    /// <param name="images">N images of the model's shape.</param>
    /// <returns>Values in [0, 1], shape [N, D], row-major.</returns>
    /// <exception cref="OptionsException">The examples do not fit the model.</exception>
    public float[] Targets(ImageSet images)
    {
        images = UnderCondition(images);
        ThrowIfForeign(images);
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        var targets = new float[images.Length];
        Copy(new Batches(images, Binarization, EncodingDraws, CPU).Gather([.. Enumerable.Range(0, images.Count)]).Target, targets, 0);
        return targets;
    }

    /// <summary>Each image decoded from its posterior mean.</summary>
    /// <param name="images">N images of the model's shape.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Means, shape [N, D], row-major.</returns>
    /// <exception cref="OptionsException">The examples do not fit the model.</exception>
    public float[] Reconstruct(ImageSet images, CancellationToken cancellation = default) =>
        Restore(Decode(Encode(images, cancellation).Mu, UnderCondition(images).Conditions, cancellation), images);

    /// <summary>Puts what the model is given of images into decoded ones; without a region they stay as they are.</summary>
    /// <param name="decoded">Shape [N, D], changed in place.</param>
    /// <param name="images">The N images.</param>
    internal float[] Restore(float[] decoded, ImageSet images)
    {
        Model.Guess?.Region.Restore(decoded, Targets(images));
        return decoded;
    }

    /// <summary>Mean images of codes drawn from the prior.</summary>
    /// <param name="count">Number of codes, N.</param>
    /// <param name="seed">The same seed draws the same codes.</param>
    /// <returns>Means, shape [N, D], row-major.</returns>
    /// <exception cref="OptionsException">The model learned from a table: see <c>RowDecoding</c>.</exception>
    public float[] Sample(int count, ulong seed = 0)
    {
        ThrowIfTable();
        return Decode(SampleCodes(count, seed));
    }

    /// <summary>Codes drawn from the prior.</summary>
    /// <param name="count">Number of codes, N.</param>
    /// <param name="seed">The same seed draws the same codes.</param>
    /// <returns>Shape [N, L], row-major.</returns>
    public float[] SampleCodes(int count, ulong seed = 0) => SampleCodes(0, count, seed);

    /// <param name="first">The number of the first code: those before it are left out.</param>
    /// <param name="count">Number of codes, N.</param>
    /// <param name="seed">The same seed draws the same codes.</param>
    /// <returns>Shape [N, L], row-major.</returns>
    internal float[] SampleCodes(long first, int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (Options.GivenRegion is { } region)
            throw new OptionsException([$"The model completes images of which it is given {region}, and has no samples without one. "
                + "Use elbo impute RUN DATA --out FOLDER."]);
        var noise = new Philox(seed, RandomStream.Prior).From(first);
        var values = new float[count * Options.Latents];
        if (Options.Prior.IsStandard)
        {
            Parallel.For(0, count, row => noise.FillNormal(row, values.AsSpan(row * Options.Latents, Options.Latents)));
            return temperature == 1 ? values : Array.ConvertAll(values, value => (float)(temperature * value));
        }
        if (temperature == 1 && Model.Prior.Draws() is { } draws)
        {
            var eps = new float[Options.Latents + 1];
            for (var row = 0; row < count; row++)
                draws.Draw(noise, row, eps, values.AsSpan(row * Options.Latents, Options.Latents));
            return values;
        }
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        var indices = Enumerable.Range(0, count).ToArray();
        var prior = Model.Prior.Given(ConditionsOf(count)?.On(device));
        Copy(prior.Sample(NoiseRows.Draw(noise, indices, Options.Latents + Model.Prior.SampleNoise).to(device) * (float)temperature), values, 0);
        return values;
    }

    /// <summary>The managed engine with this model's weights; null if libtorch computes.</summary>
    internal ManagedInference? Engine => managed.Value;

    /// <summary>Frees the model; a model with a fixed condition leaves it to the one that it was made of.</summary>
    public void Dispose()
    {
        if (!isView)
            Model.Dispose();
    }

    /// <summary>True if the condition is fixed.</summary>
    internal bool IsFixed => fixedCondition is not null;

    /// <summary>The condition of each of N codes that come without one: the fixed one, else any; null if the model has none.</summary>
    /// <exception cref="OptionsException">None is fixed, and the model has not learned what any means.</exception>
    internal Conditions? ConditionsOf(int count) => Condition is null ? null : Condition.Repeat(fixedCondition ?? Condition.Parse([]), count);

    /// <summary>The examples with the fixed condition in place of their own.</summary>
    internal T UnderCondition<T>(T examples) where T : ExampleSet =>
        fixedCondition is not null ? (T)examples.With(KnownCondition.Repeat(fixedCondition, examples.Count))
        : Model.Classifier is not null && examples.ConditionWidth == 0 ? (T)examples.With(Inferred(examples))
        : examples;

    /// <summary>The likeliest class of each example as its condition; the labels stay.</summary>
    private Conditions Inferred(ExampleSet examples)
    {
        var classes = ClassProbabilities.Of(this, examples).Likeliest;
        return Condition is null
            ? Conditions.OneHot(classes, Options.Classes) with { Labels = examples.Conditions?.Labels }
            : Condition.OfClasses(classes, examples.Conditions?.Labels);
    }

    /// <summary>A copy of the weights as a model file.</summary>
    internal static SafetensorsFile Capture(Vae model, Binarization binarization) =>
        new(Weights.Capture(model.NamedWeights()), new ModelDescription(model.Options, binarization).Strings().Append(new("format", "pt")).ToDictionary());

    /// <summary>The encoder's input: under dynamic binarization one draw of each image, the same in every call.</summary>
    internal static Philox EncodingDraws => new(0, RandomStream.EvaluationBinarization);

    internal void ForEachBatch(ExampleSet images, Action<int, Batch> work, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var batches = new Batches(images, Binarization, EncodingDraws, device);
        var rows = Options.Rows(BatchSize);
        for (var first = 0; first < images.Count; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            work(first, batches.Gather([.. Enumerable.Range(first, Math.Min(rows, images.Count - first))]));
        }
    }

    /// <exception cref="OptionsException">The examples do not fit the model: images of another shape, or rows with another encoding.</exception>
    internal void ThrowIfForeign(ExampleSet examples)
    {
        if (ForeignExamples.Of(this, examples) is { } fault)
            throw new OptionsException([fault]);
    }

    /// <exception cref="OptionsException">The model learned from a table, but images were requested.</exception>
    private void ThrowIfTable()
    {
        if (Options.Likelihood.IsOfRows)
            throw new OptionsException(
            [
                $"The model learned from a {Options.Likelihood.Describe()}, and decodes to rows, not to images. Use DecodeRows or SampleRows.",
            ]);
    }

    internal static void Copy(Tensor from, float[] to, int at)
    {
        var values = from.cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(values.bytes).CopyTo(to.AsSpan(at));
    }
}
