using Elbo.Engine.Epilogues;
using Elbo.Engine.Simd;
using Elbo.Models;

namespace Elbo.Engine;

/// <summary>
/// A training step of an MLP VAE with a Bernoulli likelihood, wholly in managed code. Each thread runs <see cref="Step"/> over its rows of
/// every layer and meets the others at barriers. Each row is computed by one thread alone and every sum is added up in the order of rows,
/// so the result does not depend on the number of threads, bit for bit.
/// </summary>
/// <typeparam name="V">The processor's vector.</typeparam>
/// <typeparam name="F">The activation.</typeparam>
/// <typeparam name="T">How targets are read off the input.</typeparam>
internal sealed unsafe class MlpNetwork<V, F, T> : IMlpNetwork
    where V : struct, ISimd<V> where F : struct, IActivation<V> where T : struct, ITarget<V>
{
    private readonly DenseLayer<V>[] encoder, decoder;
    private readonly DenseLayer<V> heads;
    private readonly ActivationBuffer<V>[] encoded, decoded;
    private readonly ActivationBuffer<V> input, posterior, code, logits;
    private readonly Aligned noise, mask;
    private readonly double[] distortion, rate;
    private readonly float[] taint;
    private readonly Team team;

    public MlpNetwork(VaeOptions options, int batch, Team team)
    {
        this.team = team;
        Stride = Aligned.Up(batch, Kernel<V>.TileColumns);
        Latents = options.Latents;
        int[] inward = [options.Shape.Size, .. options.Hidden], outward = [options.Latents, .. options.DecoderHidden, options.Shape.Size];
        encoder = Layers(inward);
        decoder = Layers(outward);
        heads = new(options.Hidden[^1], 2 * Latents);
        input = new(options.Shape.Size, Stride);
        encoded = [.. options.Hidden.Select(width => new ActivationBuffer<V>(width, Stride, F.NeedsInput))];
        posterior = new(2 * Latents, Stride);
        code = new(Latents, Stride);
        decoded = [.. options.DecoderHidden.Select(width => new ActivationBuffer<V>(width, Stride, F.NeedsInput))];
        logits = new(options.Shape.Size, Stride);
        (noise, mask) = (new((long)Latents * Stride), new(Stride));
        (distortion, rate, taint) = (new double[logits.Rows / V.TileRows], new double[Latents], new float[team.Count]);
    }

    public int Latents { get; }

    public int Stride { get; }

    /// <summary>The rows of the input as the encoder's weight gradient reads them, [batch, D] with <see cref="InputStride"/>.</summary>
    public float* Input => input.Transposed;

    public int InputStride => input.TransposedStride;

    /// <summary>eps, [L, batch] with <see cref="Stride"/>.</summary>
    public float* Noise => noise.Start;

    public double Distortion => distortion.Sum();

    public double Rate => rate.Sum();

    public bool IsFinite => double.IsFinite(Distortion + Rate);

    public bool GradientIsFinite => taint.All(t => t == 0);

    /// <summary>Layers in the order of the state dict: encoder, mu, logvar, decoder.</summary>
    public void Exchange(IReadOnlyList<PlainLayer> plain, bool load)
    {
        var at = 0;
        foreach (var layer in encoder)
            layer.Exchange(0, plain[at++], load);
        heads.Exchange(0, plain[at++], load);
        heads.Exchange(Latents, plain[at++], load);
        foreach (var layer in decoder)
            layer.Exchange(0, plain[at++], load);
    }

    /// <summary>Says how many columns of the batch are examples; before a step.</summary>
    public void SetExamples(int examples)
    {
        for (var b = 0; b < Stride; b++)
            mask.Start[b] = b < examples ? 1 : 0;
    }

    /// <summary>One thread's part of a step; the input's rows and the noise are in place on every thread.</summary>
    public void Step(int thread, int examples, StepRequest request)
    {
        var batch = Aligned.Up(examples, Kernel<V>.TileColumns);
        TurnInput(thread, batch);
        team.Barrier();

        // Forward: x → h → (mu, logvar) → z → h → logits and distortion.
        var x = input;
        for (var i = 0; i < encoder.Length; i++)
            x = Forward(encoder[i], x, encoded[i], thread, batch);
        ForwardHeads(x, thread, batch);
        Sample(thread, batch);
        x = code;
        for (var i = 0; i < decoder.Length - 1; i++)
            x = Forward(decoder[i], x, decoded[i], thread, batch);
        Lose(x, thread, batch, request.DistortionScale);
        if (!IsFinite)
            return; // The same on every thread; nothing has changed yet.

        // Backward: the same way back.
        taint[thread] = 0;
        var d = logits;
        for (var i = decoder.Length - 1; i > 0; i--)
            d = Backward<F>(decoder[i], d, decoded[i - 1], thread, batch);
        Backward<Identity<V>>(decoder[0], d, code, thread, batch);
        Unsample(thread, batch, request.RateScale);
        d = Backward<F>(heads, posterior, encoded[^1], thread, batch);
        for (var i = encoder.Length - 1; i > 0; i--)
            d = Backward<F>(encoder[i], d, encoded[i - 1], thread, batch);
        if (!GradientIsFinite)
            return;

        // Learn: every gradient is there, every weight has been used.
        for (var i = 0; i < decoder.Length; i++)
            Learn(decoder[i], i == 0 ? code : decoded[i - 1], i == decoder.Length - 1 ? logits : decoded[i], thread, examples, request.Adam);
        Learn(heads, encoded[^1], posterior, thread, examples, request.Adam);
        for (var i = 0; i < encoder.Length; i++)
            Learn(encoder[i], i == 0 ? input : encoded[i - 1], encoded[i], thread, examples, request.Adam);
    }

    private static DenseLayer<V>[] Layers(int[] widths) => [.. Enumerable.Range(0, widths.Length - 1).Select(i => new DenseLayer<V>(widths[i], widths[i + 1]))];

    /// <summary>A thread's rows: whole tiles.</summary>
    private (int First, int End) Rows(int rows, int thread)
    {
        var (first, end) = team.Share(rows / Kernel<V>.RowPadding, thread);
        return (first * Kernel<V>.RowPadding, end * Kernel<V>.RowPadding);
    }

    private void TurnInput(int thread, int batch)
    {
        var (first, end) = Rows(input.Rows, thread);
        end = Math.Min(end, input.Features);
        for (var b = 0; b < batch; b += V.Width)
            for (var i = first; i < end; i++)
            {
                var to = input.Value + (nint)i * Stride + b;
                var from = input.Transposed + (nint)b * InputStride + i;
                for (var lane = 0; lane < V.Width; lane++)
                    to[lane] = from[(nint)lane * InputStride];
            }
    }

    private ActivationBuffer<V> Forward(DenseLayer<V> layer, ActivationBuffer<V> x, ActivationBuffer<V> y, int thread, int batch)
    {
        var rows = Rows(layer.Rows, thread);
        var epilogue = new BiasActivation<V, F>(y.Value, y.Input, Stride, layer.B);
        layer.Forward(x.Value, Stride, batch, rows, ref epilogue);
        y.Turn(rows, batch);
        team.Barrier();
        return y;
    }

    private void ForwardHeads(ActivationBuffer<V> x, int thread, int batch)
    {
        var epilogue = new BiasActivation<V, Identity<V>>(posterior.Value, null, Stride, heads.B);
        heads.Forward(x.Value, Stride, batch, Rows(heads.Rows, thread), ref epilogue);
        team.Barrier();
    }

    /// <summary>z = mu + exp(½ logvar)·eps, and the rate ½ (mu² + exp(logvar) − 1 − logvar).</summary>
    private void Sample(int thread, int batch)
    {
        var (first, end) = team.Share(Latents, thread);
        for (var i = first; i < end; i++)
        {
            float* mu = posterior.Value + (nint)i * Stride, logVar = mu + (nint)Latents * Stride, eps = Noise + (nint)i * Stride, z = code.Value + (nint)i * Stride;
            var sum = V.Create(0f);
            for (var b = 0; b < batch; b += V.Width)
            {
                V m = V.Load(mu + b), v = V.Load(logVar + b), keep = V.Load(mask.Start + b);
                var sigma = Elementary<V>.Exp(v * V.Create(0.5f));
                V.Store(V.MultiplyAdd(sigma, V.Load(eps + b), m) * keep, z + b);
                sum = V.MultiplyAdd(keep, V.MultiplyAdd(m, m, V.MultiplyAdd(sigma, sigma, V.Create(-1f) - v)), sum);
            }
            rate[i] = 0.5 * V.Sum(sum);
            for (var b = 0; b < batch; b++)
                code.Transposed[(nint)b * code.TransposedStride + i] = z[b];
        }
        team.Barrier();
    }

    private void Lose(ActivationBuffer<V> x, int thread, int batch, float scale)
    {
        var layer = decoder[^1];
        var rows = Rows(layer.Rows, thread);
        var epilogue = new BernoulliLoss<V, T>(logits.Gradient, input.Value, Stride, layer.B, mask.Start, layer.Outputs, scale);
        for (var row = rows.First; row < rows.End; row += V.TileRows)
            distortion[row / V.TileRows] = 0;
        for (var c = 0; c < batch; c += DenseLayer<V>.BlockColumns)
            for (var row = rows.First; row < rows.End; row += V.TileRows)
            {
                layer.ForwardBlock(x.Value, Stride, (c, Math.Min(batch, c + DenseLayer<V>.BlockColumns)), (row, row + V.TileRows), ref epilogue);
                distortion[row / V.TileRows] += epilogue.TakeLoss();
            }
        team.Barrier();
    }

    private ActivationBuffer<V> Backward<G>(DenseLayer<V> layer, ActivationBuffer<V> y, ActivationBuffer<V> x, int thread, int batch)
        where G : struct, IActivation<V>
    {
        var epilogue = new ActivationGradient<V, G>(x.Gradient, x.SlopeSource, Stride);
        layer.Backward(y.Gradient, Stride, batch, Rows(x.Rows, thread), ref epilogue);
        taint[thread] += epilogue.Taint;
        team.Barrier();
        return x;
    }

    /// <summary>From dz to the gradients of mu and logvar, the rate's own included.</summary>
    private void Unsample(int thread, int batch, float scale)
    {
        var (first, end) = team.Share(Latents, thread);
        var (weight, half) = (V.Create(scale), V.Create(0.5f));
        for (var i = first; i < end; i++)
        {
            var (row, variance) = ((nint)i * Stride, (nint)(Latents + i) * Stride);
            for (var b = 0; b < batch; b += V.Width)
            {
                V dz = V.Load(code.Gradient + row + b), keep = V.Load(mask.Start + b);
                var sigma = Elementary<V>.Exp(V.Load(posterior.Value + variance + b) * half);
                var dMu = V.MultiplyAdd(weight, V.Load(posterior.Value + row + b), dz);
                var dLogVar = half * V.MultiplyAdd(dz * V.Load(Noise + row + b), sigma, weight * V.MultiplyAdd(sigma, sigma, V.Create(-1f)));
                V.Store(dMu * keep, posterior.Gradient + row + b);
                V.Store(dLogVar * keep, posterior.Gradient + variance + b);
            }
        }
        team.Barrier();
    }

    private void Learn(DenseLayer<V> layer, ActivationBuffer<V> x, ActivationBuffer<V> y, int thread, int examples, AdamStep adam) =>
        layer.Learn(y.Gradient, Stride, x.Transposed, x.TransposedStride, examples, Rows(layer.Rows, thread), adam);
}
