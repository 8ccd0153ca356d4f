using System.Runtime.InteropServices;
using Elbo.Compute.Distributed;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using Elbo.Models.Managed;
using Elbo.Objectives;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>The terms of each example of a split with one draw of z, computed by the managed engine if it covers the model, else by libtorch.</summary>
/// <param name="Mu">Posterior means, shape [N, L].</param>
/// <param name="Distortion">Nats, shape [N].</param>
/// <param name="Rate">Nats, shape [N].</param>
/// <param name="RatePerDimension">Nats for each latent dimension, shape [N, L]; null if the prior does not factorise.</param>
/// <param name="Classes">The number of the likeliest class, shape [N]; null if the model infers none.</param>
internal sealed record ExampleTerms(float[] Mu, float[] Distortion, double[] Rate, float[]? RatePerDimension, float[]? Classes = null)
{
    /// <summary>The distortion of each cell of rows of a table, nats, anything where it is missing, shape [N, C]; null if libtorch computed it, or of a share
    /// of the rows only.</summary>
    public float[]? Cells { get; private init; }

    private const int BatchSize = 500;

    private const double LogTwoPi = 1.8378770664093453;

    /// <summary>True if the mean over the examples is finite.</summary>
    public bool AreFinite => double.IsFinite(Objective(1).Sum(nats => (double)nats));

    /// <summary>distortion + β·rate of each example, nats, shape [N].</summary>
    public float[] Objective(double beta) => [.. Distortion.Zip(Rate, (distortion, rate) => (float)(distortion + beta * rate))];

    /// <summary>The share of known labels that are the likeliest class; null without classes or labels.</summary>
    /// <param name="labels">The class of each example, negative if it is not known; null if none is.</param>
    public double? Accuracy(IReadOnlyList<long>? labels)
    {
        if (Classes is null || labels is null || !labels.Any(label => label >= 0))
            return null;
        return Enumerable.Range(0, labels.Count).Where(i => labels[i] >= 0).Average(i => Classes[i] == labels[i] ? 1.0 : 0);
    }

    /// <summary>Terms with the mean distortion and rate over several draws of z.</summary>
    /// <param name="draws">The terms of each draw, of the same examples.</param>
    public static ExampleTerms Mean(IReadOnlyList<ExampleTerms> draws) => draws.Count == 1 ? draws[0] : draws[0] with
    {
        Distortion = [.. Enumerable.Range(0, draws[0].Distortion.Length).Select(i => (float)draws.Average(draw => (double)draw.Distortion[i]))],
        Rate = [.. Enumerable.Range(0, draws[0].Rate.Length).Select(i => draws.Average(draw => draw.Rate[i]))],
        Cells = null,
    };

    /// <param name="model">The model, on any device.</param>
    /// <param name="examples">The split.</param>
    /// <param name="binarization">How targets are made.</param>
    /// <param name="seed">The seed of eps and of dynamic binarization.</param>
    /// <param name="round">Another round gives other draws.</param>
    /// <param name="engine">The managed engine with the model's weights; null for libtorch.</param>
    /// <param name="communicator">The processes that the examples are divided among; each gets the terms of all.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static ExampleTerms Of(
        Vae model, ExampleSet examples, Binarization binarization, ulong seed, int round,
        ManagedInference? engine, Communicator communicator, CancellationToken cancellation)
    {
        var (first, end) = communicator.Share(examples.Count);
        var draws = new Philox(seed, RandomStream.EvaluationBinarization, round).From(first);
        var noise = new Philox(seed, RandomStream.EvaluationNoise, round).From(first);
        var own = communicator.IsAlone ? examples : examples.Part(first, end - first);
        return Of(model, own, binarization, draws, noise, engine, cancellation).Gathered(communicator, examples.Count, model.Options.Latents);
    }

    /// <summary>The terms of some rows of a table that is read in parts, as <see cref="Of(Vae, ExampleSet, Binarization, ulong, int, ManagedInference,
    /// Communicator, CancellationToken)"/> gives them for the whole.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="first">The place of the first among all.</param>
    /// <param name="seed">The seed of eps.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="cancellation">Stops between panels.</param>
    public static ExampleTerms OfPart(TableSet rows, long first, ulong seed, ManagedInference engine, CancellationToken cancellation) => ByEngine(
        rows, Binarization.None, new(seed, RandomStream.EvaluationBinarization), new Philox(seed, RandomStream.EvaluationNoise).From(first), engine,
        cancellation);

    private static ExampleTerms Of(
        Vae model, ExampleSet examples, Binarization binarization, Philox draws, Philox noise, ManagedInference? engine, CancellationToken cancellation) =>
        engine is null ? ByTorch(model, examples, binarization, draws, noise, cancellation)
        : ByEngine(examples, binarization, draws, noise, engine, cancellation);

    private static ExampleTerms ByEngine(
        ExampleSet examples, Binarization binarization, Philox draws, Philox noise, ManagedInference engine, CancellationToken cancellation)
    {
        var rows = examples.Rows(binarization, draws);
        var cells = new float[examples is TableSet table ? table.Table.Cells.Length : 0];
        var (codes, distortion, rate) = engine.Distort(rows, noise, cells, cancellation);
        var terms = engine.Prior is { } mixture
            ? new(codes.Mu, distortion, Rates(codes, noise, mixture, engine, cancellation), null)
            : Of(codes.Mu, distortion, rate);
        return terms with { Cells = cells.Length > 0 ? cells : null };
    }

    /// <summary>log q(z given x) − log p(z) at the drawn z of each example.</summary>
    private static double[] Rates(Codes codes, Philox noise, MixtureDensity prior, ManagedInference engine, CancellationToken cancellation)
    {
        var (rates, latents) = (new double[codes.Count], codes.Latents);
        engine.ForEachPanel(codes.Count, (first, count) =>
        {
            Span<float> eps = new float[latents];
            Span<double> z = new double[latents];
            for (var example = first; example < first + count; example++)
            {
                noise.FillNormal(example, eps);
                var log = 0.0;
                for (var i = 0; i < latents; i++)
                {
                    double mu = codes.Mu[example * latents + i], logVar = codes.LogVar[example * latents + i];
                    z[i] = mu + Math.Exp(0.5 * logVar) * eps[i];
                    log -= 0.5 * (eps[i] * (double)eps[i] + logVar + LogTwoPi);
                }
                rates[example] = log - prior.LogProbability(z);
            }
        }, cancellation);
        return rates;
    }

    /// <summary>The terms of all ranks' examples, given those of this rank's.</summary>
    private ExampleTerms Gathered(Communicator communicator, int count, int latents)
    {
        if (communicator.IsAlone)
            return this;
        var factorises = communicator.FirstFailed(RatePerDimension is not null) is not null;
        var gather = new Gather(communicator, count);
        return new(
            gather.Floats(Mu, latents), gather.Floats(Distortion, 1), gather.Doubles(Rate, 1),
            factorises ? gather.Floats(RatePerDimension ?? [], latents) : null, Classes is null ? null : gather.Floats(Classes, 1));
    }

    private static ExampleTerms ByTorch(
        Vae model, ExampleSet examples, Binarization binarization, Philox draws, Philox noise, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var latents = model.Options.Latents;
        var device = model.parameters().First().device;
        var batches = new Batches(examples, binarization, draws, device);
        float[] mu = new float[examples.Count * latents], distortion = new float[examples.Count], rate = new float[examples.Count];
        float[]? ratePerDimension = null, classes = null;
        var rows = model.Options.Rows(BatchSize);
        for (var first = 0; first < examples.Count; first += rows)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            int[] indices = [.. Enumerable.Range(first, Math.Min(rows, examples.Count - first))];
            var batch = batches.Gather(indices);
            // The label of an example is what a classifier is asked for, never what it is told.
            var output = model.Forward(batch with { Labels = null }, NoiseRows.Draw(noise, indices, model.NoiseWidth).to(device));
            var terms = NegativeElbo.Terms(model, output, batch.Target);
            Copy(output.Mean, mu, first * latents);
            Copy(terms.Distortion, distortion, first);
            if (output.Classes is { } found)
                Copy(found.LogQ.argmax(1).to(ScalarType.Float32), classes ??= new float[examples.Count], first);
            if (model.Prior.Given(output.Condition).RatePerDimension(output.Posterior) is { } nats)
                Copy(output.Classes?.Mean(nats) ?? nats, ratePerDimension ??= new float[mu.Length], first * latents);
            Copy(terms.Rate, rate, first);
        }
        // The rate of a model that infers a class is that of its latents and that of the class.
        return ratePerDimension is null || classes is not null
            ? new(mu, distortion, [.. rate], ratePerDimension, classes)
            : Of(mu, distortion, ratePerDimension);
    }

    /// <summary>A rate that is a sum over dimensions, summed in double precision.</summary>
    private static ExampleTerms Of(float[] mu, float[] distortion, float[] ratePerDimension)
    {
        var rate = new double[distortion.Length];
        var latents = mu.Length / Math.Max(1, rate.Length);
        for (var i = 0; i < ratePerDimension.Length; i++)
            rate[i / latents] += ratePerDimension[i];
        return new(mu, distortion, rate, ratePerDimension);
    }

    private static void Copy(Tensor from, float[] to, int at) =>
        MemoryMarshal.Cast<byte, float>(from.cpu().contiguous().bytes).CopyTo(to.AsSpan(at));
}
