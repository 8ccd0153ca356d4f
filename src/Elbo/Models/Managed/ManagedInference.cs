using System.Buffers;
using System.Runtime.ExceptionServices;
using Elbo.Compute.Engine;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Compute.Simd;
using static TorchSharp.torch;

namespace Elbo.Models.Managed;

/// <summary>A model's forward passes by the managed engine, in panels of examples on libtorch's number of threads, with a copy of the weights.</summary>
internal sealed class ManagedInference
{
    private const int PanelColumns = MlpInferences.PanelColumns;

    private readonly IMlpInference network;
    private readonly VaeOptions options;
    private readonly MlpSpec spec;
    private readonly int width;
    private readonly bool isSerial;

    private ManagedInference(VaeOptions options, MlpSpec spec, IMlpInference network, MixtureDensity? prior, bool isSerial = false)
    {
        Prior = prior;
        (this.options, this.network, this.spec, width, this.isSerial) = (options, network, spec, spec.Outputs, isSerial);
        Decodes = !spec.HasUnits || spec.Loss.GivesMeans;
    }

    /// <summary>The engine for a model; null if it does not cover the model or libtorch is faster.</summary>
    /// <param name="model">The model; later changes of its weights are not seen.</param>
    public static ManagedInference? For(Vae model) =>
        FastPaths.AreOn && VectorWidth.Lanes >= 8
            && ManagedModels.InferenceGap(Used(model)) is null
            && model.parameters().All(p => p.device_type == TorchSharp.DeviceType.CPU)
            ? For(model, VectorWidth.Lanes)
            : null;

    /// <summary>The engine with a given vector width.</summary>
    internal static ManagedInference For(Vae model, int lanes)
    {
        var spec = ManagedModels.Spec(Used(model));
        var weights = ModelWeights.Read(model);
        var prior = spec.Components > 0 ? new MixtureDensity(weights[^3].Weight, weights[^2].Weight, weights[^1].Weight) : null;
        return new(model.Options, spec, MlpInferences.Create(spec, weights, lanes), prior);
    }

    /// <summary>The prior if it is a mixture; null for N(0, I).</summary>
    public MixtureDensity? Prior { get; }

    /// <summary>True if <see cref="Weigh"/> knows the prior.</summary>
    public bool Weighs => Prior is null;

    /// <summary>True if <see cref="Decode"/> gives the means of p(x given z); elsewhere libtorch decodes.</summary>
    public bool Decodes { get; }

    /// <summary>The same engine on the thread of its caller, for callers that are many.</summary>
    public ManagedInference Serial => isSerial ? this : new(options, spec, network, Prior, isSerial: true);

    public Codes Encode(IExampleRows examples, CancellationToken cancellation)
    {
        var codes = Empty(examples.Count);
        ForEachPanel(
            examples.Count,
            (first, count) => network.Encode(examples, first, count, Rows(codes.Mu, first, count), Rows(codes.LogVar, first, count)),
            cancellation);
        return codes;
    }

    /// <param name="z">[N, L].</param>
    /// <param name="cancellation">Stops between panels.</param>
    /// <returns>[N, D].</returns>
    public float[] Decode(float[] z, CancellationToken cancellation)
    {
        var size = options.Shape.Size;
        var means = GC.AllocateUninitializedArray<float>(z.Length / options.Latents * size);
        ForEachPanel(
            z.Length / options.Latents, (first, count) => network.Decode(Rows(z, first, count), means.AsSpan(first * size, count * size)), cancellation);
        return means;
    }

    /// <summary>Decodes codes in panels and gives the decoder's outputs, which may be overwritten.</summary>
    /// <param name="z">[N, L].</param>
    /// <param name="use">Receives the first code of a panel, its codes, and the outputs, [count, O]; called on several threads.</param>
    /// <param name="cancellation">Stops between panels.</param>
    public void Outputs(ReadOnlyMemory<float> z, Action<int, int, float[]> use, CancellationToken cancellation) =>
        ForEachPanel(z.Length / options.Latents, (first, count) =>
        {
            var outputs = ArrayPool<float>.Shared.Rent(count * width);
            network.Outputs(z.Span.Slice(first * options.Latents, count * options.Latents), outputs.AsSpan(0, count * width));
            use(first, count, outputs);
            ArrayPool<float>.Shared.Return(outputs);
        }, cancellation);

    /// <summary>Posteriors, with one draw of z the distortion, and the rate of each dimension, nats, of each example.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="noise">Gives eps.</param>
    /// <param name="cells">Receives the distortion of each cell of rows of a table, [N, columns]; empty to leave it out.</param>
    /// <param name="cancellation">Stops between panels.</param>
    public (Codes Codes, float[] Distortion, float[] Rate) Distort(IExampleRows examples, Philox noise, float[] cells, CancellationToken cancellation)
    {
        var codes = Empty(examples.Count);
        var (distortion, rate, columns) = (new float[examples.Count], new float[codes.Mu.Length], cells.Length / Math.Max(1, examples.Count));
        ForEachPanel(examples.Count, (first, count) =>
        {
            Span<float> mu = Rows(codes.Mu, first, count), logVar = Rows(codes.LogVar, first, count), nats = Rows(rate, first, count);
            network.Distort(examples, noise, first, mu, logVar, distortion.AsSpan(first, count), cells.AsSpan(first * columns, count * columns));
            for (var i = 0; i < nats.Length; i++)
                nats[i] = (float)(0.5 * ((double)mu[i] * mu[i] + Math.Exp(logVar[i]) - 1 - logVar[i]));
        }, cancellation);
        return (codes, distortion, rate);
    }

    /// <summary>Logarithms of importance weights, example by example.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="samples">Draws of z for each, S.</param>
    /// <param name="draws">Returns the eps of each sample.</param>
    /// <param name="use">Receives an example and its S log-weights, nats; called on several threads.</param>
    /// <param name="cancellation">Stops between panels.</param>
    public void Weigh(IExampleRows examples, int samples, Func<int, Philox> draws, Action<int, double[]> use, CancellationToken cancellation)
    {
        var codes = Encode(examples, cancellation);
        ForEach(examples.Count, example =>
        {
            var weights = new double[samples];
            network.Weigh(examples, example, codes.MuOf(example), codes.LogVarOf(example), draws, weights, cancellation);
            use(example, weights);
        }, cancellation);
    }

    /// <summary>With the likelihood that a trained model has: an estimated σ is fixed.</summary>
    private static VaeOptions Used(Vae model) => model.Options with { Likelihood = model.Likelihood };

    private Codes Empty(int count) => new(count, options.Latents, new float[count * options.Latents], new float[count * options.Latents]);

    private Span<float> Rows(float[] values, int first, int count) => values.AsSpan(first * options.Latents, count * options.Latents);

    /// <summary>Divides examples into panels.</summary>
    /// <param name="count">Examples.</param>
    /// <param name="work">Takes the first of a panel and their number; called on several threads.</param>
    /// <param name="cancellation">Stops between panels.</param>
    public void ForEachPanel(int count, Action<int, int> work, CancellationToken cancellation) => ForEach(
        (count + PanelColumns - 1) / PanelColumns,
        panel => work(panel * PanelColumns, Math.Min(PanelColumns, count - panel * PanelColumns)), cancellation);

    /// <summary>Threads take items one by one: <c>Parallel.For</c> itself gives a thread up to sixteen at once, for which the others would wait.</summary>
    /// <param name="count">Items.</param>
    /// <param name="work">Takes the number of one.</param>
    /// <param name="cancellation">Stops between items.</param>
    private void ForEach(int count, Action<int> work, CancellationToken cancellation)
    {
        for (var item = 0; isSerial && item < count; item++)
        {
            cancellation.ThrowIfCancellationRequested();
            work(item);
        }
        if (isSerial)
            return;
        var (next, threads) = (-1, Math.Max(1, get_num_threads()));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, threads, parallel, _ =>
            {
                for (var item = Interlocked.Increment(ref next); item < count; item = Interlocked.Increment(ref next))
                {
                    cancellation.ThrowIfCancellationRequested();
                    work(item);
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is ElboException)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]); // A mapped file was changed.
        }
    }
}
