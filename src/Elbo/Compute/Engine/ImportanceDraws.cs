using Elbo.Compute.Simd;

namespace Elbo.Compute.Engine;

/// <summary>What an importance-weighted bound adds to a step: every example's posterior and target once for each of its k draws, and the draws'
/// weights. Draw s of example b is column b·k + s of the draws' layout.</summary>
internal sealed unsafe class ImportanceDraws<V> where V : struct, ISimd<V>
{
    private readonly IDrawWeights bound;
    private readonly BatchLayout<V> examples, draws;
    private readonly Aligned moments, target, losses, generative, inference;
    private readonly int latents, momentRows, targetRows, lossRows;
    private readonly double[] distortions, rates, bounds;
    private readonly double[][] logWeights, generativeShares, inferenceShares;

    /// <param name="bound">Weighs the draws.</param>
    /// <param name="latents">L.</param>
    /// <param name="targetRows">Targets, padded.</param>
    /// <param name="lossRows">Rows of the draws' losses.</param>
    /// <param name="batch">The largest batch.</param>
    /// <param name="examples">The layout of what there is once an example.</param>
    /// <param name="draws">The layout of what there is once a draw.</param>
    /// <param name="threads">Threads that weigh.</param>
    public ImportanceDraws(
        IDrawWeights bound, int latents, int targetRows, int lossRows, int batch, BatchLayout<V> examples, BatchLayout<V> draws, int threads)
    {
        (this.bound, this.latents, this.targetRows, this.lossRows, this.examples, this.draws) = (bound, latents, targetRows, lossRows, examples, draws);
        momentRows = 2 * latents;
        var columns = (long)draws.Panels * draws.Stride;
        (moments, target, losses) = (new(columns * momentRows), new(columns * targetRows), new(columns * lossRows));
        (generative, inference) = (new(columns), new(columns));
        (distortions, rates, bounds) = (new double[batch], new double[batch], new double[batch]);
        (logWeights, generativeShares, inferenceShares) = (Shares(), Shares(), Shares());

        double[][] Shares() => [.. Enumerable.Range(0, threads).Select(_ => new double[bound.Draws])];
    }

    /// <summary>Draws of each example, k.</summary>
    public int Count => bound.Draws;

    /// <summary>Σ distortion of the last step, averaged over the draws, nats.</summary>
    public double Distortion => distortions.Sum();

    /// <summary>Σ log q(z given x) − log p(z) of the last step, averaged over the draws, nats.</summary>
    public double Rate => rates.Sum();

    /// <summary>Σ of the negative bound of the last step, nats.</summary>
    public double Objective => -bounds.Sum();

    /// <summary>Floats from one row of losses to the next.</summary>
    public nint LossStride => (nint)draws.Panels * draws.Stride;

    /// <summary>mu and logvar of each draw's example, [2·L, columns of the panel].</summary>
    public float* Moments(int panel) => moments.Start + (nint)panel * momentRows * draws.Stride;

    /// <summary>The target of each draw's example, [targets, columns of the panel].</summary>
    public float* Target(int panel) => target.Start + (nint)panel * targetRows * draws.Stride;

    /// <summary>The distortion of each draw, one row for each tile of pixels or group of units.</summary>
    public float* Losses(int panel) => losses.Start + (nint)panel * draws.Stride;

    /// <summary>Factor of the gradient of the decoder's weights, [columns of the panel].</summary>
    public float* Generative(int panel) => generative.Start + (nint)panel * draws.Stride;

    public void SpreadTarget(ActivationBuffer<V> from, (int First, int End) rows, int count) => Spread(from, target.Start, targetRows, rows, count);

    /// <summary>Copies rows of mu and logvar to the draws.</summary>
    public void SpreadMoments(ActivationBuffer<V> posterior, (int First, int End) rows, int count) =>
        Spread(posterior, moments.Start, momentRows, rows, count);

    /// <summary>Says how many examples the step has: those of an earlier, larger one count no more.</summary>
    public void SetExamples(int count)
    {
        foreach (var sums in (double[][])[distortions, rates, bounds])
            sums.AsSpan(count).Clear();
        new Span<float>(generative.Start, checked((int)LossStride)).Clear();
        new Span<float>(inference.Start, checked((int)LossStride)).Clear();
    }

    /// <summary>log wᵢ = log p(x given zᵢ) + log p(zᵢ) − log q(zᵢ given x) of some examples' draws, and what the bound makes of them.</summary>
    /// <param name="thread">Has room of its own.</param>
    /// <param name="share">The examples.</param>
    /// <param name="count">Examples that the bound is averaged over, B.</param>
    /// <param name="code">z.</param>
    /// <param name="noise">eps, [L, columns] for each panel.</param>
    public void Weigh(int thread, (int First, int End) share, int count, ActivationBuffer<V> code, float* noise)
    {
        var (logs, forModel, forPosterior) = (logWeights[thread], generativeShares[thread], inferenceShares[thread]);
        for (var b = share.First; b < share.End; b++)
        {
            double distortion = 0, rate = 0;
            var (panel, column) = First(b);
            for (var s = 0; s < Count; s++, Advance(ref panel, ref column))
            {
                var (loss, excess) = (Loss(panel, column), Excess(panel, column, code, noise));
                logs[s] = -loss - excess;
                distortion += loss;
                rate += excess;
            }
            bounds[b] = bound.Weigh(logs, forModel, forPosterior);
            (distortions[b], rates[b]) = (distortion / Count, rate / Count);
            (panel, column) = First(b);
            for (var s = 0; s < Count; s++, Advance(ref panel, ref column))
            {
                generative.Start[(nint)panel * draws.Stride + column] = (float)(forModel[s] / count);
                inference.Start[(nint)panel * draws.Stride + column] = (float)(forPosterior[s] / count);
            }
        }
    }

    /// <summary>From each draw's dz to the gradients of mu and logvar. Through z go distortion, log p(z) = −½ z² and, without the score, log q(z
    /// given x) at fixed parameters, whose slope is −eps/σ; with the score log q = −½ eps² − ½ logvar does not depend on z.</summary>
    public void Unsample((int First, int End) share, int count, ActivationBuffer<V> code, float* noise, ActivationBuffer<V> posterior)
    {
        var hasScore = bound.HasScore;
        for (var i = share.First; i < share.End; i++)
        {
            var variance = (nint)latents * examples.Stride;
            for (var b = 0; b < examples.PanelsOf(count) * examples.Columns; b++)
            {
                var at = (nint)i * examples.Stride + b % examples.Columns;
                float dMu = 0, dLogVar = 0;
                if (b < count)
                {
                    var logVar = (posterior.Value(b / examples.Columns) + at)[variance];
                    var sigma = MathF.Exp(0.5f * logVar);
                    var (panel, column) = First(b);
                    for (var s = 0; s < Count; s++, Advance(ref panel, ref column))
                    {
                        var draw = (nint)i * draws.Stride + column;
                        var eps = (noise + (nint)panel * latents * draws.Stride)[draw];
                        var weight = inference.Start[(nint)panel * draws.Stride + column];
                        var slope = code.Gradient(panel)[draw] + code.Value(panel)[draw] - (hasScore ? 0 : eps / sigma);
                        dMu += weight * slope;
                        dLogVar += weight * (0.5f * sigma * eps * slope - (hasScore ? 0.5f : 0));
                    }
                    if (MathF.Abs(logVar) >= LogVariance.Most)
                        dLogVar = 0;
                }
                var to = posterior.Gradient(b / examples.Columns) + at;
                (to[0], to[variance]) = (dMu, dLogVar);
            }
        }
    }

    /// <summary>Weighs some rows of a decoder layer's gradient, which is that of each draw by itself.</summary>
    public void Scale(ActivationBuffer<V> y, (int First, int End) rows, int count)
    {
        for (var panel = 0; panel < draws.PanelsOf(count * Count); panel++)
            for (var row = rows.First; row < rows.End; row++)
            {
                var gradient = y.Gradient(panel) + (nint)row * draws.Stride;
                for (var c = 0; c < draws.ColumnsOf(panel, count * Count); c += V.Width)
                    V.Store(V.Load(gradient + c) * V.Load(Generative(panel) + c), gradient + c);
            }
    }

    /// <summary>Position of an example's first draw.</summary>
    private (int Panel, int Column) First(int example) => Math.DivRem(example * Count, draws.Columns);

    private void Advance(ref int panel, ref int column)
    {
        if (++column == draws.Columns)
            (panel, column) = (panel + 1, 0);
    }

    private double Loss(int panel, int column)
    {
        var sum = 0.0;
        for (var row = 0; row < lossRows; row++)
            sum += Losses(panel)[row * LossStride + column];
        return sum;
    }

    /// <summary>log q(z given x) − log p(z) = ½ Σ z² − eps² − logvar.</summary>
    private double Excess(int panel, int column, ActivationBuffer<V> code, float* noise)
    {
        var sum = 0.0;
        float* z = code.Value(panel) + column, eps = noise + (nint)panel * latents * draws.Stride + column;
        var logVar = Moments(panel) + (nint)latents * draws.Stride + column;
        for (var i = 0; i < latents; i++, z += draws.Stride, eps += draws.Stride, logVar += draws.Stride)
            sum += (double)*z * *z - (double)*eps * *eps - *logVar;
        return 0.5 * sum;
    }

    private void Spread(ActivationBuffer<V> from, float* to, int toRows, (int First, int End) rows, int count)
    {
        for (var row = rows.First; row < rows.End; row++)
        {
            float* source = from.Value(0) + (nint)row * examples.Stride, start = to + (nint)row * draws.Stride;
            var (panel, column) = (0, 0);
            for (int b = 0, at = 0; b < count; b++, at++)
            {
                if (at == examples.Columns)
                {
                    source += from.PanelSize;
                    at = 0;
                }
                for (var s = 0; s < Count; s++, Advance(ref panel, ref column))
                    start[(nint)panel * toRows * draws.Stride + column] = source[at];
            }
        }
    }
}

/// <summary>How the draws of an example weigh in a bound and in its gradient.</summary>
internal interface IDrawWeights
{
    /// <summary>Draws of each example, k.</summary>
    int Draws { get; }

    /// <summary>True where the gradient of the posterior's parameters also acts through log q(z given x) at fixed z.</summary>
    bool HasScore { get; }

    /// <summary>The bound of one example and its derivatives by the log-weights.</summary>
    /// <param name="logWeights">log wᵢ, shape [k].</param>
    /// <param name="generative">Receives the weight of each draw in the gradient of p(x, z)'s parameters.</param>
    /// <param name="inference">Receives the weight of each draw in the gradient of q(z given x)'s parameters.</param>
    /// <returns>The bound, nats.</returns>
    double Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference);
}
