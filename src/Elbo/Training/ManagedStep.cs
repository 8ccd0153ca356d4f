using System.Globalization;
using Elbo.Compute.Engine;
using Elbo.Compute.Randomness;
using Elbo.Compute.Simd;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Managed;
using Elbo.Objectives;

namespace Elbo.Training;

/// <summary>The training step of the managed engine: gathers and draws noise on every thread, then runs the network's step.</summary>
internal sealed unsafe class ManagedStep : IGradientStep
{
    private readonly Vae model;
    private readonly Adam adam;
    private readonly TrainingOptions options;
    private readonly ExampleSet split;
    private readonly Team team;
    private readonly IMlpNetwork network;
    private readonly Action<int> job, update;
    private readonly float[][] noiseRows;
    private int[] indices = [];
    private int examples;
    private int epoch = -1;
    private IExampleRows rows = null!; // Those of the epoch.
    private StepRequest request;
    private Aligned? gradient;

    /// <param name="model">Its weights are copied in, and out again by <see cref="Publish"/>.</param>
    /// <param name="adam">Its moments and step count.</param>
    /// <param name="options">How to train.</param>
    /// <param name="split">The training split.</param>
    /// <param name="threads">Threads in all, the caller's included.</param>
    /// <param name="lanes">The vector to use; this processor's widest by default.</param>
    /// <param name="most">The most examples of a call; the options' batch by default.</param>
    public ManagedStep(Vae model, Adam adam, TrainingOptions options, ExampleSet split, int threads, int? lanes = null, int? most = null)
    {
        (this.model, this.adam, this.options, this.split) = (model, adam, options, split);
        team = new(threads);
        var spec = ManagedModels.Spec(model.Options) with { HasThreshold = options.Binarization == Binarization.Threshold };
        var batch = most ?? Math.Min(options.Batch, split.Count);
        network = MlpNetworks.Create(spec, batch, options.Objective as IDrawWeights, team, lanes ?? VectorWidth.Lanes);
        noiseRows = [.. Enumerable.Range(0, threads).Select(_ => new float[model.Options.Latents])];
        (job, update) = (Job, thread => network.Update(thread, (nint)Kept.Start, request.Adam));
        Layout = string.Create(
            CultureInfo.InvariantCulture,
            $"the managed engine, vectors of {lanes ?? VectorWidth.Lanes} floats, {network.GradientLength} weights with padding");
        network.Exchange(ModelWeights.Read(model, adam.State()), load: true);
    }

    public Span<float> Gradient => new(Kept.Start, network.GradientLength + IGradientStep.Tail);

    public string Layout { get; }

    /// <summary>Made on first use: one process needs none.</summary>
    private Aligned Kept => gradient ??= new(network.GradientLength + IGradientStep.Tail);

    public StepTotals Run(ReadOnlySpan<int> indices, int epoch)
    {
        if (adam.Rule.ClipNorm is null)
        {
            var straight = Compute(indices, indices.Length, epoch, into: 0);
            adam.Steps++;
            return straight;
        }
        // The norm is known only when every gradient is: they are kept first.
        var totals = Differentiate(indices, indices.Length, epoch);
        Update();
        return totals;
    }

    public StepTotals Differentiate(ReadOnlySpan<int> indices, int batch, int epoch) => Compute(indices, batch, epoch, (nint)Kept.Start);

    public void Update()
    {
        // Here too: a rank whose share of the batch is empty computes nothing before.
        adam.LearningRate = options.LearningRateAt(adam.Steps, split.Count);
        var norm = adam.Rule.ClipNorm is null ? 0 : Math.Sqrt(NormLoop.SumOfSquares(Gradient[..network.GradientLength]));
        request = request with { Adam = adam.Next(adam.Rule.Scale(norm)) };
        team.Run(update);
        adam.Steps++;
    }

    private StepTotals Compute(ReadOnlySpan<int> indices, int batch, int epoch, nint into)
    {
        if (this.indices.Length != indices.Length)
        {
            this.indices = indices.ToArray();
            network.SetExamples(indices.Length);
        }
        else
            indices.CopyTo(this.indices);
        if (this.epoch != epoch)
            rows = split.Rows(options.Binarization, new(options.Seed, RandomStream.TrainingBinarization, epoch));
        (examples, this.epoch) = (indices.Length, epoch);
        var pixels = options.Reduction == Reduction.Mean ? model.Options.Shape.Size : 1;
        var beta = options.BetaAt(adam.Steps, split.Count);
        adam.LearningRate = options.LearningRateAt(adam.Steps, split.Count);
        request = new(adam.Next(), 1f / (batch * pixels), (float)(beta / batch), batch, into);
        team.Run(job);
        if (!network.IsFinite || !network.GradientIsFinite)
            throw Explain();
        return new(examples, network.Distortion, network.Rate, -network.Bound ?? network.Distortion / pixels + beta * network.Rate);
    }

    public void Publish()
    {
        var plain = ModelWeights.Read(model, adam.State());
        network.Exchange(plain, load: false);
        ModelWeights.Write(model, adam.State(), plain);
    }

    public void Dispose() => team.Dispose();

    private void Job(int thread)
    {
        Gather(thread);
        team.Barrier();
        network.Step(thread, examples, request);
    }

    /// <summary>This thread's examples: values into rows of inputs and targets, noise into columns. Rows beyond the batch become 0.</summary>
    private void Gather(int thread)
    {
        var (first, end) = team.Share(network.Rows, thread);
        var noise = new Philox(options.Seed, RandomStream.TrainingNoise, epoch);
        var size = model.Options.Shape.Size;
        for (var b = first; b < end; b++)
        {
            Span<float> input = network.Input(b), target = network.Target(b);
            if (b >= examples)
            {
                input.Clear();
                target.Clear();
                continue;
            }
            rows.Input(indices[b], input[..size]);
            Condition(indices[b], input[size..]);
            if (target.Length > 0)
                rows.Target(indices[b], target);
            var eps = noiseRows[thread];
            for (var draw = 0; draw < options.Objective.Draws; draw++)
            {
                noise.OfDraw(draw).FillNormal(indices[b], eps);
                network.SetNoise(b, draw, eps);
            }
        }
    }

    /// <summary>What the encoder sees behind an example's values.</summary>
    private void Condition(int example, Span<float> condition)
    {
        if (condition.IsEmpty)
            return;
        var given = split.Conditions!;
        given.Values.AsSpan(example * condition.Length, condition.Length).CopyTo(condition);
        if (options.ConditionDropout is { } rate)
            given.Drop(rate, new(options.Seed, RandomStream.ConditionDropout, epoch), example, condition);
    }

    /// <summary>The general path runs the same batch from the same weights and names what is not finite.</summary>
    private NonFiniteException Explain()
    {
        Publish();
        using var general = new TorchStep(model, adam, options, split, TorchSharp.torch.CPU);
        return general.Diagnose(indices, epoch)
            ?? NonFiniteException.InStep(epoch, adam.Steps + 1, indices, split.Count, network.IsFinite ? "a gradient" : "the loss", options);
    }
}
