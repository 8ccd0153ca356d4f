using System.Collections.Concurrent;
using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Engine.Losses;
using Elbo.Compute.Randomness;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>The forward passes of an MLP VAE on the engine's kernels.</summary>
internal sealed unsafe class MlpInference<V, F, T> : IMlpInference
    where V : struct, ISimd<V> where F : struct, IActivation<V> where T : struct, IColumnDistortion<V, T>
{
    private readonly ConcurrentBag<InferencePanel<V>> idle = [];
    private readonly DenseLayer<V>[] encoder, decoder;
    private readonly DenseLayer<V> heads;
    private readonly Lazy<SparseLayer<V>> sparse;
    private readonly MlpSpec spec;
    private readonly UnitGroup[] units;
    private readonly int pixels, latents;

    /// <param name="spec">The network.</param>
    /// <param name="plain">Layers in the order of the state dict: encoder, mu, logvar, decoder.</param>
    public MlpInference(MlpSpec spec, IReadOnlyList<PlainLayer> plain)
    {
        (this.spec, pixels, latents) = (spec, spec.Inputs, spec.Latents);
        units = UnitGroup.Of(spec.Loss.Units);
        sparse = new(() => new(plain[0]));
        var at = 0;
        encoder = [.. spec.Encoder.Select(_ => Layer(plain[at++]))];
        heads = new(spec.Encoder[^1], 2 * latents, learns: false);
        heads.Exchange(0, plain[at++], load: true);
        heads.Exchange(latents, plain[at++], load: true);
        decoder = [.. spec.Decoder.Append(spec.Outputs).Select(_ => Layer(plain[at++]))];
    }

    private static int Stride => InferencePanel<V>.Stride;

    public void Encode(IExampleRows pixels, int first, int count, Span<float> mu, Span<float> logVar)
    {
        var panel = Rent();
        Encode(panel, pixels, first, count);
        TakePosterior(panel, count, mu, logVar);
        idle.Add(panel);
    }

    public void Decode(ReadOnlySpan<float> z, Span<float> means)
    {
        var panel = Rent();
        var count = PutCodes(panel, z);
        var layer = decoder[^1];
        var epilogue = new BiasActivation<V, MeanOf<V, T>>(panel.Output, null, Stride, layer.B);
        layer.Forward(DecodeHidden(panel, count), Stride, Padded(count), panel.Claimant, ref epilogue);
        fixed (float* to = means)
            Transposition.ToRows(panel.Output, Stride, (0, pixels), count, to, pixels);
        idle.Add(panel);
    }

    public void Outputs(ReadOnlySpan<float> z, Span<float> outputs)
    {
        var panel = Rent();
        var count = PutCodes(panel, z);
        Forward<Identity<V>>(panel, decoder[^1], DecodeHidden(panel, count), panel.Output, count);
        fixed (float* to = outputs)
            Transposition.ToRows(panel.Output, Stride, (0, spec.Outputs), count, to, spec.Outputs);
        idle.Add(panel);
    }

    public void Distort(IExampleRows pixels, Philox noise, int first, Span<float> mu, Span<float> logVar, Span<float> distortion, Span<float> ofUnits = default)
    {
        var panel = Rent();
        var count = distortion.Length;
        Encode(panel, pixels, first, count);
        TakePosterior(panel, count, mu, logVar);
        Span<float> eps = new float[latents];
        for (var c = 0; c < count; c++)
        {
            noise.FillNormal(first + c, eps);
            PutNoise(panel, c, eps);
        }
        Sample(panel, count);
        Distort(panel, count, Targets(panel, pixels, first, count), ofUnits);
        new ReadOnlySpan<float>(panel.Sums, count).CopyTo(distortion);
        idle.Add(panel);
    }

    public void Weigh(
        IExampleRows pixels, int image, ReadOnlySpan<float> mu, ReadOnlySpan<float> logVar, Func<int, Philox> draws, Span<double> logWeights,
        CancellationToken cancellation)
    {
        var panel = Rent();
        Broadcast(panel, pixels, image);
        for (var i = 0; i < latents; i++)
        {
            new Span<float>(panel.Posterior + (nint)i * Stride, Stride).Fill(mu[i]);
            new Span<float>(panel.Posterior + (nint)(latents + i) * Stride, Stride).Fill(logVar[i]);
        }
        Span<float> eps = new float[latents];
        Span<double> excess = new double[InferencePanel<V>.Columns];
        for (var first = 0; first < logWeights.Length; first += InferencePanel<V>.Columns)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(InferencePanel<V>.Columns, logWeights.Length - first);
            for (var c = 0; c < count; c++)
            {
                draws(first + c).FillNormal(image, eps);
                PutNoise(panel, c, eps);
                // log p(z) − log q(z given x): the constants are the same on both sides.
                excess[c] = 0;
                for (var i = 0; i < latents; i++)
                {
                    var z = mu[i] + Math.Exp(0.5 * logVar[i]) * eps[i];
                    excess[c] += 0.5 * (eps[i] * (double)eps[i] - z * z + logVar[i]);
                }
            }
            Sample(panel, count);
            Distort(panel, count, panel.Target);
            for (var c = 0; c < count; c++)
                logWeights[first + c] = excess[c] - panel.Sums[c];
        }
        idle.Add(panel);
    }

    private static DenseLayer<V> Layer(PlainLayer plain)
    {
        var layer = new DenseLayer<V>(plain.Weight.Length / plain.Bias.Length, plain.Bias.Length, learns: false);
        layer.Exchange(0, plain, load: true);
        return layer;
    }

    private static int Padded(int count) => Aligned.Up(count, Kernel<V>.TileColumns);

    private InferencePanel<V> Rent() => idle.TryTake(out var panel) ? panel : new(spec);

    private void Fill(InferencePanel<V> panel, IExampleRows images, int first, int count)
    {
        images.Expect(first, count);
        for (var c = 0; c < count; c++)
            images.Input(first + c, new(panel.Rows + (nint)c * panel.RowStride, pixels));
        Transposition.ToColumns(panel.Rows, panel.RowStride, (0, pixels), Padded(count), panel.Input, Stride);
    }

    /// <summary>The targets of examples whose inputs are in place.</summary>
    private float* Targets(InferencePanel<V> panel, IExampleRows examples, int first, int count)
    {
        if (!spec.Loss.HasTargets)
            return examples.HasThreshold ? Threshold(panel, Padded(count)) : panel.Input;
        for (var c = 0; c < count; c++)
            examples.Target(first + c, new(panel.Rows + (nint)c * panel.RowStride, spec.Targets));
        Transposition.ToColumns(panel.Rows, panel.RowStride, (0, spec.Targets), Padded(count), panel.Target, Stride);
        return panel.Target;
    }

    /// <summary>A target that is equal in every column.</summary>
    private void Broadcast(InferencePanel<V> panel, IExampleRows images, int image)
    {
        if (spec.Loss.HasTargets)
        {
            images.Target(image, new(panel.Rows, spec.Targets));
            for (var row = 0; row < spec.Targets; row++)
                new Span<float>(panel.Target + (nint)row * Stride, Stride).Fill(panel.Rows[row]);
            return;
        }
        images.Input(image, new(panel.Rows, pixels));
        for (var row = 0; row < pixels; row++)
        {
            var value = panel.Rows[row];
            new Span<float>(panel.Target + (nint)row * Stride, Stride).Fill(images.HasThreshold ? value > 0.5f ? 1 : 0 : value);
        }
    }

    private float* Threshold(InferencePanel<V> panel, int columns)
    {
        for (var row = 0; row < pixels; row++)
            for (var c = 0; c < columns; c += V.Width)
                V.Store(OverHalf<V>.Of(V.Load(panel.Input + (nint)row * Stride + c)), panel.Target + (nint)row * Stride + c);
        return panel.Target;
    }

    private void Encode(InferencePanel<V> panel, IExampleRows examples, int first, int count)
    {
        var x = panel.Hidden(0);
        // The loss of such examples has targets of its own, so that nobody else reads the inputs.
        if (examples is ISparseRows rows && spec.Loss.HasTargets && sparse.Value.Suits(rows, panel.RowStride))
        {
            sparse.Value.Forward<F>(rows, first, count, panel.Rows, panel.RowStride);
            Transposition.ToColumns(panel.Rows, panel.RowStride, (0, encoder[0].Outputs), Padded(count), x, Stride);
        }
        else
        {
            Fill(panel, examples, first, count);
            Forward<F>(panel, encoder[0], panel.Input, x, count);
        }
        for (var i = 1; i < encoder.Length; i++)
            x = Forward<F>(panel, encoder[i], x, panel.Hidden(i), count);
        Forward<Identity<V>>(panel, heads, x, panel.Posterior, count);
        for (var i = latents; i < 2 * latents; i++)
            LogVariance.Limit<V>(panel.Posterior + (nint)i * Stride, Padded(count));
    }

    private int PutCodes(InferencePanel<V> panel, ReadOnlySpan<float> z)
    {
        var count = z.Length / latents;
        for (var c = 0; c < count; c++)
            for (var i = 0; i < latents; i++)
                panel.Code[(nint)i * Stride + c] = z[c * latents + i];
        return count;
    }

    private float* DecodeHidden(InferencePanel<V> panel, int count)
    {
        var x = panel.Code;
        for (var i = 0; i < decoder.Length - 1; i++)
            x = Forward<F>(panel, decoder[i], x, panel.Hidden(i), count);
        return x;
    }

    private static float* Forward<G>(InferencePanel<V> panel, DenseLayer<V> layer, float* x, float* y, int count) where G : struct, IActivation<V>
    {
        var epilogue = new BiasActivation<V, G>(y, null, Stride, layer.B);
        layer.Forward(x, Stride, Padded(count), panel.Claimant, ref epilogue);
        return y;
    }

    private void Distort(InferencePanel<V> panel, int count, float* target, Span<float> ofUnits = default)
    {
        var layer = decoder[^1];
        new Span<float>(panel.Sums, InferencePanel<V>.Columns).Clear();
        if (units.Length > 0)
        {
            Forward<Identity<V>>(panel, layer, DecodeHidden(panel, count), panel.Output, count);
            DistortUnits(panel, Padded(count), target, ofUnits);
            return;
        }
        var epilogue = T.Create(new() { Target = target, Stride = Stride, Bias = layer.B, Rows = pixels, Sums = panel.Sums, Sigma = spec.Loss.Sigma });
        layer.Forward(DecodeHidden(panel, count), Stride, Padded(count), panel.Claimant, ref epilogue);
    }

    /// <summary>The pass over units, whose gradients nobody reads.</summary>
    private void DistortUnits(InferencePanel<V> panel, int columns, float* target, Span<float> ofUnits)
    {
        var rows = new UnitRows { Stride = Stride, Columns = columns, Mask = panel.Mask, Sums = panel.Losses, IsForward = true };
        foreach (var (place, group) in units.Index())
        {
            group.Lose<V>(rows, panel.Output, target);
            for (var at = place; at < ofUnits.Length; at += units.Length)
                ofUnits[at] = panel.Losses[at / units.Length];
            for (var c = 0; c < columns; c += V.Width)
                V.Store(V.Load(panel.Sums + c) + V.Load(panel.Losses + c), panel.Sums + c);
        }
    }

    /// <summary>z = mu + exp(½ logvar)·eps.</summary>
    private void Sample(InferencePanel<V> panel, int count)
    {
        for (var i = 0; i < latents; i++)
        {
            float* mu = panel.Posterior + (nint)i * Stride, logVar = mu + (nint)latents * Stride;
            float* eps = panel.Noise + (nint)i * Stride, z = panel.Code + (nint)i * Stride;
            for (var c = 0; c < Padded(count); c += V.Width)
                V.Store(V.MultiplyAdd(Elementary<V>.Exp(V.Load(logVar + c) * V.Create(0.5f)), V.Load(eps + c), V.Load(mu + c)), z + c);
        }
    }

    private void PutNoise(InferencePanel<V> panel, int column, ReadOnlySpan<float> eps)
    {
        for (var i = 0; i < eps.Length; i++)
            panel.Noise[(nint)i * Stride + column] = eps[i];
    }

    private void TakePosterior(InferencePanel<V> panel, int count, Span<float> mu, Span<float> logVar)
    {
        for (var c = 0; c < count; c++)
            for (var i = 0; i < latents; i++)
            {
                mu[c * latents + i] = panel.Posterior[(nint)i * Stride + c];
                logVar[c * latents + i] = panel.Posterior[(nint)(latents + i) * Stride + c];
            }
    }
}
