using Elbo.Compute.Engine.Epilogues;
using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>A training step of an MLP VAE, entirely in managed code. Each thread runs <see cref="Step"/>, takes rows of every product until none are left
/// and meets the others at barriers. Each row is computed by a single thread and every sum is added up in the order of rows, so the result depends
/// neither on the number of threads nor on which thread took what, bit for bit.</summary>
internal sealed unsafe class MlpNetwork<V, F, L> : IMlpNetwork
    where V : struct, ISimd<V> where F : struct, IActivation<V> where L : struct, ILoss<V, L>
{
    private readonly DenseLayer<V>[] encoder, decoder;
    private readonly DenseLayer<V> heads;
    private readonly ActivationBuffer<V>[] encoded, decoded;
    private readonly ActivationBuffer<V> input, posterior, code, output;
    private readonly float[] taint;
    private readonly Team team;
    private readonly Claims claims;
    private readonly BatchLayout<V> layout, drawn;
    private readonly OutputLoss<V, L> loss;
    private readonly ImportanceDraws<V>? draws;
    private readonly int components, inputs, condition;
    private readonly MixtureRate<V>? mixture;
    private readonly PseudoInputs<V>? pseudoInputs;
    private readonly LatentDraws<V> latentDraws;

    /// <param name="spec">The network.</param>
    /// <param name="batch">The largest batch.</param>
    /// <param name="bound">Weighs the draws; null for the ELBO with its rate in closed form.</param>
    /// <param name="team">Does the steps.</param>
    public MlpNetwork(MlpSpec spec, int batch, IDrawWeights? bound, Team team)
    {
        (this.team, claims) = (team, new(team.Count));
        layout = new(batch);
        drawn = new(batch * (bound?.Draws ?? 1));
        if (spec.HasPseudoInputs)
        {
            layout = new(PseudoInputs<V>.Start(batch) + spec.Components);
            drawn = new(batch, layout.Columns);
        }
        (Latents, Rows) = (spec.Latents, Aligned.Up(batch, Kernel<V>.TileColumns));
        (components, inputs, condition) = (spec.Components, spec.Inputs, spec.Condition);
        int[] inward = [inputs + condition, .. spec.Encoder], outward = [spec.Latents + condition, .. spec.Decoder, spec.Outputs];
        encoder = Layers(inward);
        decoder = Layers(outward);
        heads = new(spec.Encoder[^1], 2 * Latents);
        input = new(inputs + condition, layout);
        encoded = [.. spec.Encoder.Select(width => new ActivationBuffer<V>(width, layout, F.NeedsInput))];
        posterior = new(2 * Latents, layout);
        code = new(Latents + condition, drawn);
        decoded = [.. spec.Decoder.Select(width => new ActivationBuffer<V>(width, drawn, F.NeedsInput))];
        output = new(spec.Outputs, drawn);
        loss = new(spec, input, output, layout, drawn, team);
        draws = bound is null ? null : new(bound, Latents, loss.TargetRows, loss.LossRows, batch, layout, drawn, team.Count);
        pseudoInputs = spec.HasPseudoInputs ? new(spec.Components, layout, input) : null;
        mixture = spec.Components == 0 ? null
            : bound is null ? new(spec.Components, Latents, drawn)
            : throw new ArgumentException("A bound with importance weights needs the prior N(0, I).", nameof(bound));
        latentDraws = new(Latents, layout, drawn, draws, mixture, pseudoInputs, team);
        taint = new float[team.Count];
    }

    public int Latents { get; }

    public int Rows { get; }

    public int GradientLength => checked(
        decoder.Append(heads).Concat(encoder).Sum(layer => layer.GradientLength) + (pseudoInputs?.GradientLength ?? mixture?.GradientLength ?? 0));

    public double Distortion => draws?.Distortion ?? loss.Distortion;

    public double Rate => latentDraws.Rate;

    public double? Bound => -draws?.Objective;

    public bool IsFinite => double.IsFinite(Distortion + Rate + (Bound ?? 0));

    public bool GradientIsFinite => !taint.AsSpan().ContainsAnyExcept(0f);

    private int Draws => draws?.Count ?? 1;

    public Span<float> Input(int example) => new(input.Transposed + (nint)example * input.TransposedStride, input.Features);

    public Span<float> Target(int example) => loss.Target(example);

    public void SetNoise(int example, int draw, ReadOnlySpan<float> eps) => latentDraws.SetNoise(example, draw, eps);

    public void Exchange(IReadOnlyList<PlainLayer> plain, bool load)
    {
        var at = 0;
        foreach (var layer in encoder)
            layer.Exchange(0, plain[at++], load);
        heads.Exchange(0, plain[at++], load);
        heads.Exchange(Latents, plain[at++], load);
        foreach (var layer in decoder)
            layer.Exchange(0, plain[at++], load);
        if (pseudoInputs is null)
            mixture?.Exchange(plain, at, load);
        pseudoInputs?.Exchange(plain[at], load);
    }

    public void SetExamples(int examples)
    {
        latentDraws.SetExamples(examples);
        draws?.SetExamples(examples);
        loss.Reset();
        mixture?.Reset();
    }

    public void Step(int thread, int examples, StepRequest request)
    {
        TurnInput(thread, examples);

        // Forward: x → h → (mu, logvar) → z → h → output and distortion; from z on, once for every draw.
        var (encodes, columns) = (pseudoInputs?.Columns(examples) ?? examples, examples * Draws);
        var x = input;
        for (var i = 0; i < encoder.Length; i++)
            x = Forward(encoder[i], x, encoded[i], layout, thread, encodes);
        ForwardHeads(x, thread, encodes);
        Condition(thread, examples);
        latentDraws.Sample(thread, examples, posterior, code);
        x = code;
        for (var i = 0; i < decoder.Length - 1; i++)
            x = Forward(decoder[i], x, decoded[i], drawn, thread, columns);
        Turn(x, drawn, thread, columns);
        loss.Lose(thread, decoder[^1], new(claims, thread), x, columns, request.DistortionScale, latentDraws.Mask(0), draws);
        Weigh(thread, examples, request.Batch);
        if (!IsFinite)
            return; // The same on every thread; nothing has changed yet.

        // Backward: the same way back.
        taint[thread] = 0;
        var d = output;
        for (var i = decoder.Length - 1; i > 0; i--)
            d = Backward<F>(decoder[i], d, decoded[i - 1], drawn, thread, columns);
        Backward<Identity<V>>(decoder[0], d, code, drawn, thread, columns);
        latentDraws.Unsample(thread, examples, request.RateScale, posterior, code);
        d = Backward<F>(heads, posterior, encoded[^1], layout, thread, encodes);
        for (var i = encoder.Length - 1; i > 0; i--)
            d = Backward<F>(encoder[i], d, encoded[i - 1], layout, thread, encodes);
        if (pseudoInputs is not null)
        {
            taint[thread] += pseudoInputs.Backward(encoder[0], d, examples, new(claims, thread));
            team.Barrier();
        }
        if (!GradientIsFinite)
            return;

        // Learn: all gradients are complete and all weights have been used.
        var gradient = (float*)request.Gradient;
        Scale(thread, examples);
        for (var i = 0; i < decoder.Length; i++)
            Learn(decoder[i], i == 0 ? code : decoded[i - 1], Decoded(i), drawn, thread, columns, request.Adam, ref gradient);
        Learn(heads, encoded[^1], posterior, layout, thread, encodes, request.Adam, ref gradient);
        for (var i = 0; i < encoder.Length; i++)
            Learn(encoder[i], i == 0 ? input : encoded[i - 1], encoded[i], layout, thread, encodes, request.Adam, ref gradient);
        if (pseudoInputs is null)
            mixture?.Learn(team.Share(components, thread), code, examples, request.RateScale, request.Adam, gradient);
        pseudoInputs?.Learn(team.Share(pseudoInputs.Tiles, thread), examples, request.Adam, gradient);
    }

    public void Update(int thread, nint gradient, AdamStep adam)
    {
        var at = (float*)gradient;
        foreach (var layer in decoder)
            Update(layer);
        Update(heads);
        foreach (var layer in encoder)
            Update(layer);
        if (pseudoInputs is null)
            mixture?.Update(team.Share(components, thread), at, adam);
        pseudoInputs?.Update(team.Share(pseudoInputs.Tiles, thread), at, adam);

        void Update(DenseLayer<V> layer)
        {
            layer.Update(RowsOf(layer.Rows, thread), at, adam);
            at += layer.GradientLength;
        }
    }

    private static DenseLayer<V>[] Layers(int[] widths) => [.. Enumerable.Range(0, widths.Length - 1).Select(i => new DenseLayer<V>(widths[i], widths[i + 1]))];

    /// <summary>A thread's rows: whole tiles.</summary>
    private (int First, int End) RowsOf(int rows, int thread)
    {
        var (first, end) = team.Share(rows / Kernel<V>.RowPadding, thread);
        return (first * Kernel<V>.RowPadding, end * Kernel<V>.RowPadding);
    }

    private void TurnInput(int thread, int examples)
    {
        var encodes = examples;
        if (pseudoInputs is not null)
        {
            pseudoInputs.Fill(team.Share(pseudoInputs.Tiles, thread), examples);
            encodes = pseudoInputs.Columns(examples);
            team.Barrier();
        }
        for (var p = 0; p < layout.PanelsOf(encodes); p++)
            input.TurnBack(p, RowsOf(input.Rows, thread), layout.ColumnsOf(p, encodes));
        loss.TurnTargets(RowsOf(loss.TargetRows, thread), examples, draws);
        if (pseudoInputs is null)
            mixture?.Prepare(team.Share(components, thread));
        team.Barrier();
    }

    private ActivationBuffer<V> Forward(DenseLayer<V> layer, ActivationBuffer<V> x, ActivationBuffer<V> y, BatchLayout<V> batch, int thread, int count)
    {
        Turn(x, batch, thread, count);
        for (var p = 0; p < batch.PanelsOf(count); p++)
        {
            var epilogue = new BiasActivation<V, F>(y.Value(p), y.Input(p), batch.Stride, layer.B);
            layer.Forward(x.Value(p), batch.Stride, batch.ColumnsOf(p, count), new(claims, thread), ref epilogue);
        }
        team.Barrier();
        return y;
    }

    /// <summary>Turns a thread's rows of a layer's output for the weights' gradient of the next; input and code are turned already.</summary>
    private void Turn(ActivationBuffer<V> x, BatchLayout<V> batch, int thread, int count)
    {
        if (x == input || x == code)
            return;
        for (var p = 0; p < batch.PanelsOf(count); p++)
            x.Turn(p, RowsOf(x.Rows, thread), batch.ColumnsOf(p, count));
    }

    private void ForwardHeads(ActivationBuffer<V> x, int thread, int examples)
    {
        Turn(x, layout, thread, examples);
        for (var p = 0; p < layout.PanelsOf(examples); p++)
        {
            var epilogue = new BiasActivation<V, Identity<V>>(posterior.Value(p), null, layout.Stride, heads.B);
            heads.Forward(x.Value(p), layout.Stride, layout.ColumnsOf(p, examples), new(claims, thread), ref epilogue);
        }
        team.Barrier();
    }

    /// <summary>Writes the condition of each draw's example below its z, up to the barrier after the draws.</summary>
    private void Condition(int thread, int examples)
    {
        var (first, end) = team.Share(condition, thread);
        for (var i = first; i < end; i++)
            for (var draw = 0; draw < examples * Draws; draw++)
            {
                var value = input.Transposed[(nint)(draw / Draws) * input.TransposedStride + inputs + i];
                var (panel, column) = Math.DivRem(draw, drawn.Columns);
                code.Value(panel)[(nint)(Latents + i) * drawn.Stride + column] = value;
                code.Transposed[(nint)draw * code.TransposedStride + Latents + i] = value;
            }
    }

    private void Weigh(int thread, int examples, int batch)
    {
        if (draws is null)
            return;
        draws.Weigh(thread, team.Share(examples, thread), batch, code, latentDraws.Noise(0));
        team.Barrier();
    }

    private ActivationBuffer<V> Backward<G>(DenseLayer<V> layer, ActivationBuffer<V> y, ActivationBuffer<V> x, BatchLayout<V> batch, int thread, int count)
        where G : struct, IActivation<V>
    {
        for (var p = 0; p < batch.PanelsOf(count); p++)
        {
            var epilogue = new ActivationGradient<V, G>(x.Gradient(p), x.SlopeSource(p), batch.Stride);
            layer.Backward(y.Gradient(p), batch.Stride, batch.ColumnsOf(p, count), x.Rows, new(claims, thread), ref epilogue);
            taint[thread] += epilogue.Taint;
        }
        team.Barrier();
        return x;
    }

    /// <summary>Weighs each draw's part of the decoder's gradients.</summary>
    private void Scale(int thread, int examples)
    {
        if (draws is null)
            return;
        for (var i = 0; i < decoder.Length; i++)
            draws.Scale(Decoded(i), RowsOf(decoder[i].Rows, thread), examples);
        team.Barrier();
    }

    private ActivationBuffer<V> Decoded(int layer) => layer == decoder.Length - 1 ? output : decoded[layer];

    /// <param name="layer">The layer.</param>
    /// <param name="x">Input.</param>
    /// <param name="y">Has the gradient of what came out.</param>
    /// <param name="batch">Layout of both.</param>
    /// <param name="thread">The thread.</param>
    /// <param name="count">Columns.</param>
    /// <param name="adam">Adam's numbers of this step.</param>
    /// <param name="gradient">Where the layer's gradient is kept, and the next layer's afterwards; null where Adam gets it at once.</param>
    private void Learn(
        DenseLayer<V> layer, ActivationBuffer<V> x, ActivationBuffer<V> y, BatchLayout<V> batch, int thread, int count, AdamStep adam, ref float* gradient)
    {
        var rows = RowsOf(layer.Rows, thread);
        if (gradient == null)
        {
            layer.Learn(y, x, batch, count, rows, new(claims, thread), adam);
            return;
        }
        layer.Differentiate(y, x, batch, count, rows, new(claims, thread), gradient);
        gradient += layer.GradientLength;
    }
}
