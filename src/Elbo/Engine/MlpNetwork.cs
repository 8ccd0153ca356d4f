using Elbo.Engine.Epilogues;
using Elbo.Engine.Simd;
using Elbo.Likelihoods;
using Elbo.Models;

namespace Elbo.Engine;

/// <summary>
/// A training step of an MLP VAE, wholly in managed code. Each thread runs <see cref="Step"/> over its rows of
/// every layer and meets the others at barriers. Each row is computed by one thread alone and every sum is added up in the order of rows,
/// so the result does not depend on the number of threads, bit for bit.
/// </summary>
/// <typeparam name="V">The processor's vector.</typeparam>
/// <typeparam name="F">The activation.</typeparam>
/// <typeparam name="L">The distortion.</typeparam>
internal sealed unsafe class MlpNetwork<V, F, L> : IMlpNetwork
    where V : struct, ISimd<V> where F : struct, IActivation<V> where L : struct, ILoss<V, L>
{
    private readonly DenseLayer<V>[] encoder, decoder;
    private readonly DenseLayer<V> heads;
    private readonly ActivationBuffer<V>[] encoded, decoded;
    private readonly ActivationBuffer<V> input, posterior, code, output;
    private readonly Aligned noise, mask;
    private readonly double[] distortion, rate;
    private readonly float[] taint;
    private readonly Team team;
    private readonly BatchLayout<V> layout;
    private readonly float sigma;

    public MlpNetwork(VaeOptions options, int batch, Team team)
    {
        this.team = team;
        layout = new(batch);
        Latents = options.Latents;
        sigma = options.Likelihood is Gaussian gaussian ? (float)gaussian.Sigma : 0;
        int[] inward = [options.Shape.Size, .. options.Hidden], outward = [options.Latents, .. options.DecoderHidden, options.Shape.Size];
        encoder = Layers(inward);
        decoder = Layers(outward);
        heads = new(options.Hidden[^1], 2 * Latents);
        input = new(options.Shape.Size, layout);
        encoded = [.. options.Hidden.Select(width => new ActivationBuffer<V>(width, layout, F.NeedsInput))];
        posterior = new(2 * Latents, layout);
        code = new(Latents, layout);
        decoded = [.. options.DecoderHidden.Select(width => new ActivationBuffer<V>(width, layout, F.NeedsInput))];
        output = new(options.Shape.Size, layout);
        (noise, mask) = (new((long)layout.Panels * Latents * Stride), new((long)layout.Panels * Stride));
        (distortion, rate, taint) = (new double[output.Rows / V.TileRows], new double[Latents], new float[team.Count]);
    }

    public int Latents { get; }

    public int Rows => layout.Panels * layout.Columns;

    public double Distortion => distortion.Sum();

    public double Rate => rate.Sum();

    public bool IsFinite => double.IsFinite(Distortion + Rate);

    public bool GradientIsFinite => !taint.AsSpan().ContainsAnyExcept(0f);

    private int Stride => layout.Stride;

    public Span<float> Input(int example) => new(input.Transposed + (nint)example * input.TransposedStride, input.Features);

    public void SetNoise(int example, ReadOnlySpan<float> eps)
    {
        var to = Noise(example / layout.Columns) + example % layout.Columns;
        for (var i = 0; i < eps.Length; i++)
            to[(nint)i * Stride] = eps[i];
    }

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

    public void SetExamples(int examples)
    {
        for (var b = 0; b < Rows; b++)
            Mask(b / layout.Columns)[b % layout.Columns] = b < examples ? 1 : 0;
    }

    public void Step(int thread, int examples, StepRequest request)
    {
        TurnInput(thread, examples);

        // Forward: x → h → (mu, logvar) → z → h → output and distortion.
        var x = input;
        for (var i = 0; i < encoder.Length; i++)
            x = Forward(encoder[i], x, encoded[i], thread, examples);
        ForwardHeads(x, thread, examples);
        Sample(thread, examples);
        x = code;
        for (var i = 0; i < decoder.Length - 1; i++)
            x = Forward(decoder[i], x, decoded[i], thread, examples);
        Lose(x, thread, examples, request.DistortionScale);
        if (!IsFinite)
            return; // The same on every thread; nothing has changed yet.

        // Backward: the same way back.
        taint[thread] = 0;
        var d = output;
        for (var i = decoder.Length - 1; i > 0; i--)
            d = Backward<F>(decoder[i], d, decoded[i - 1], thread, examples);
        Backward<Identity<V>>(decoder[0], d, code, thread, examples);
        Unsample(thread, examples, request.RateScale);
        d = Backward<F>(heads, posterior, encoded[^1], thread, examples);
        for (var i = encoder.Length - 1; i > 0; i--)
            d = Backward<F>(encoder[i], d, encoded[i - 1], thread, examples);
        if (!GradientIsFinite)
            return;

        // Learn: every gradient is there, every weight has been used.
        for (var i = 0; i < decoder.Length; i++)
            Learn(decoder[i], i == 0 ? code : decoded[i - 1], i == decoder.Length - 1 ? output : decoded[i], thread, examples, request.Adam);
        Learn(heads, encoded[^1], posterior, thread, examples, request.Adam);
        for (var i = 0; i < encoder.Length; i++)
            Learn(encoder[i], i == 0 ? input : encoded[i - 1], encoded[i], thread, examples, request.Adam);
    }

    private static DenseLayer<V>[] Layers(int[] widths) => [.. Enumerable.Range(0, widths.Length - 1).Select(i => new DenseLayer<V>(widths[i], widths[i + 1]))];

    /// <summary>A thread's rows: whole tiles.</summary>
    private (int First, int End) RowsOf(int rows, int thread)
    {
        var (first, end) = team.Share(rows / Kernel<V>.RowPadding, thread);
        return (first * Kernel<V>.RowPadding, end * Kernel<V>.RowPadding);
    }

    private float* Noise(int panel) => noise.Start + (nint)panel * Latents * Stride;

    private float* Mask(int panel) => mask.Start + (nint)panel * Stride;

    private void TurnInput(int thread, int examples)
    {
        for (var p = 0; p < layout.PanelsOf(examples); p++)
            input.TurnBack(p, RowsOf(input.Rows, thread), layout.ColumnsOf(p, examples));
        team.Barrier();
    }

    private ActivationBuffer<V> Forward(DenseLayer<V> layer, ActivationBuffer<V> x, ActivationBuffer<V> y, int thread, int examples)
    {
        var rows = RowsOf(layer.Rows, thread);
        for (var p = 0; p < layout.PanelsOf(examples); p++)
        {
            var columns = layout.ColumnsOf(p, examples);
            var epilogue = new BiasActivation<V, F>(y.Value(p), y.Input(p), Stride, layer.B);
            layer.Forward(x.Value(p), Stride, columns, rows, ref epilogue);
            y.Turn(p, rows, columns);
        }
        team.Barrier();
        return y;
    }

    private void ForwardHeads(ActivationBuffer<V> x, int thread, int examples)
    {
        for (var p = 0; p < layout.PanelsOf(examples); p++)
        {
            var epilogue = new BiasActivation<V, Identity<V>>(posterior.Value(p), null, Stride, heads.B);
            heads.Forward(x.Value(p), Stride, layout.ColumnsOf(p, examples), RowsOf(heads.Rows, thread), ref epilogue);
        }
        team.Barrier();
    }

    /// <summary>z = mu + exp(½ logvar)·eps, and the rate ½ (mu² + exp(logvar) − 1 − logvar).</summary>
    private void Sample(int thread, int examples)
    {
        var (first, end) = team.Share(Latents, thread);
        for (var i = first; i < end; i++)
        {
            rate[i] = 0;
            for (var p = 0; p < layout.PanelsOf(examples); p++)
            {
                float* mu = posterior.Value(p) + (nint)i * Stride, logVar = mu + (nint)Latents * Stride, eps = Noise(p) + (nint)i * Stride;
                float* z = code.Value(p) + (nint)i * Stride, turned = code.Transposed + (nint)p * layout.Columns * code.TransposedStride + i;
                var columns = layout.ColumnsOf(p, examples);
                var sum = V.Create(0f);
                for (var c = 0; c < columns; c += V.Width)
                {
                    V m = V.Load(mu + c), v = V.Load(logVar + c), keep = V.Load(Mask(p) + c);
                    var sigma = Elementary<V>.Exp(v * V.Create(0.5f));
                    V.Store(V.MultiplyAdd(sigma, V.Load(eps + c), m) * keep, z + c);
                    sum = V.MultiplyAdd(keep, V.MultiplyAdd(m, m, V.MultiplyAdd(sigma, sigma, V.Create(-1f) - v)), sum);
                }
                rate[i] += 0.5 * V.Sum(sum);
                for (var c = 0; c < columns; c++)
                    turned[(nint)c * code.TransposedStride] = z[c];
            }
        }
        team.Barrier();
    }

    private void Lose(ActivationBuffer<V> x, int thread, int examples, float scale)
    {
        var layer = decoder[^1];
        var (first, end) = RowsOf(layer.Rows, thread);
        for (var row = first; row < end; row += V.TileRows)
            distortion[row / V.TileRows] = 0;
        for (var p = 0; p < layout.PanelsOf(examples); p++)
        {
            var epilogue = L.Create(new()
            {
                Gradient = output.Gradient(p),
                Input = input.Value(p),
                Stride = Stride,
                Bias = layer.B,
                Mask = Mask(p),
                Rows = layer.Outputs,
                Scale = scale,
                Sigma = sigma,
            });
            for (var row = first; row < end; row += V.TileRows)
            {
                layer.Forward(x.Value(p), Stride, layout.ColumnsOf(p, examples), (row, row + V.TileRows), ref epilogue);
                distortion[row / V.TileRows] += epilogue.TakeLoss();
            }
        }
        team.Barrier();
    }

    private ActivationBuffer<V> Backward<G>(DenseLayer<V> layer, ActivationBuffer<V> y, ActivationBuffer<V> x, int thread, int examples)
        where G : struct, IActivation<V>
    {
        for (var p = 0; p < layout.PanelsOf(examples); p++)
        {
            var epilogue = new ActivationGradient<V, G>(x.Gradient(p), x.SlopeSource(p), Stride);
            layer.Backward(y.Gradient(p), Stride, layout.ColumnsOf(p, examples), RowsOf(x.Rows, thread), ref epilogue);
            taint[thread] += epilogue.Taint;
        }
        team.Barrier();
        return x;
    }

    /// <summary>From dz to the gradients of mu and logvar, the rate's own included.</summary>
    private void Unsample(int thread, int examples, float scale)
    {
        var (first, end) = team.Share(Latents, thread);
        var (weight, half) = (V.Create(scale), V.Create(0.5f));
        for (var p = 0; p < layout.PanelsOf(examples); p++)
            for (var i = first; i < end; i++)
            {
                var (row, variance) = ((nint)i * Stride, (nint)(Latents + i) * Stride);
                float* value = posterior.Value(p), gradient = posterior.Gradient(p);
                for (var c = 0; c < layout.ColumnsOf(p, examples); c += V.Width)
                {
                    V dz = V.Load(code.Gradient(p) + row + c), keep = V.Load(Mask(p) + c);
                    var sigma = Elementary<V>.Exp(V.Load(value + variance + c) * half);
                    var dMu = V.MultiplyAdd(weight, V.Load(value + row + c), dz);
                    var dLogVar = half * V.MultiplyAdd(dz * V.Load(Noise(p) + row + c), sigma, weight * V.MultiplyAdd(sigma, sigma, V.Create(-1f)));
                    V.Store(dMu * keep, gradient + row + c);
                    V.Store(dLogVar * keep, gradient + variance + c);
                }
            }
        team.Barrier();
    }

    private void Learn(DenseLayer<V> layer, ActivationBuffer<V> x, ActivationBuffer<V> y, int thread, int examples, AdamStep adam) =>
        layer.Learn(y, x, layout, examples, RowsOf(layer.Rows, thread), adam);
}
