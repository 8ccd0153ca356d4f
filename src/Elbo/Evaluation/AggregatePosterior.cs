using System.Runtime.CompilerServices;
using Elbo.Compute.Simd;
using Elbo.Models;
using Elbo.Models.Posteriors;

namespace Elbo.Evaluation;

/// <summary>q(z) = 1/N Σ q(z given xₙ), the mixture of the posteriors of N examples, and its marginals q(z_d). A density costs N·L exponentials; they
/// are computed in blocks of posteriors that fit into the first-level cache.</summary>
internal sealed class AggregatePosterior
{
    private const int WidestVector = 16;

    /// <summary>log-density of a posterior in one dimension = precision·(z − mu)² + constant; shape [L, N padded] each.</summary>
    private readonly float[] mu, precision, constant;

    private readonly int count, latents, padded;

    public AggregatePosterior(Codes codes)
    {
        (count, latents) = (codes.Count, codes.Latents);
        padded = Aligned.Up(count, WidestVector);
        (mu, precision, constant) = (new float[latents * padded], new float[latents * padded], new float[latents * padded]);
        // The padding beyond the N posteriors has no density.
        Array.Fill(constant, -1e30f);
        for (var n = 0; n < count; n++)
            for (var d = 0; d < latents; d++)
            {
                var (from, to) = (n * latents + d, d * padded + n);
                mu[to] = codes.Mu[from];
                precision[to] = (float)(-0.5 * Math.Exp(-codes.LogVar[from]));
                constant[to] = (float)(-0.5 * (codes.LogVar[from] + DiagonalGaussian.LogTwoPi));
            }
    }

    /// <param name="z">Codes, shape [M, L]; each should be a draw from one of the N posteriors, or near one: far from all of them a density
    /// is that of the nearest, 60 nats down.</param>
    /// <param name="log">Takes log q(z), nats, shape [M].</param>
    /// <param name="logMarginals">Takes Σ log q(z_d), nats, shape [M].</param>
    public unsafe void LogProbability(ReadOnlySpan<float> z, Span<double> log, Span<double> logMarginals)
    {
        fixed (float* at = z, means = mu, precisions = precision, constants = constant)
        fixed (double* logs = log, marginals = logMarginals)
            VectorLoop.Run(
                new Loop(at, log.Length, means, precisions, constants, padded, count, latents, logs, marginals),
                (log.Length + Loop.Tile - 1) / Loop.Tile, 1);
    }

    /// <summary>A unit of work is a tile of codes that read the same block of posteriors in turn.</summary>
    private sealed unsafe class Loop(
        float* z, int codes, float* mu, float* precision, float* constant, int padded, int count, int latents, double* logs, double* marginals) : IVectorLoop
    {
        public const int Tile = 8;
        private const int Block = 512;

        public void Run<V>(int first, int end) where V : struct, ISimd<V>
        {
            var sums = new float[Tile * Block];
            fixed (float* joint = sums)
                for (var code = first * Tile; code < Math.Min(codes, end * Tile); code += Tile)
                    Compute<V>(code, Math.Min(Tile, codes - code), joint);
        }

        private void Compute<V>(int code, int tile, float* joint) where V : struct, ISimd<V>
        {
            var dimensions = new double[tile * latents];
            var (most, total) = (new float[tile], new double[tile]);
            Array.Fill(most, float.NegativeInfinity);
            for (var block = 0; block < padded; block += Block)
            {
                var width = Math.Min(Block, padded - block);
                new Span<float>(joint, Tile * Block).Clear();
                for (var d = 0; d < latents; d++)
                    for (var t = 0; t < tile; t++)
                        dimensions[t * latents + d] += Add<V>(z[(code + t) * latents + d], (nint)d * padded + block, width, joint + t * Block);
                for (var t = 0; t < tile; t++)
                    Accumulate<V>(joint + t * Block, width, ref most[t], ref total[t]);
            }
            for (var t = 0; t < tile; t++)
            {
                logs[code + t] = most[t] + Math.Log(total[t] / count);
                marginals[code + t] = 0;
                for (var d = 0; d < latents; d++)
                    marginals[code + t] += Math.Log(dimensions[t * latents + d] / count);
            }
        }

        /// <summary>Adds the log-densities of one dimension to those of all, and returns the sum of its densities.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private float Add<V>(float value, nint at, int width, float* joint) where V : struct, ISimd<V>
        {
            var (code, sum) = (V.Create(value), V.Create(0));
            for (var n = 0; n < width; n += V.Width)
            {
                var deviation = code - V.Load(mu + at + n);
                var log = V.MultiplyAdd(deviation * deviation, V.Load(precision + at + n), V.Load(constant + at + n));
                V.Store(V.Load(joint + n) + log, joint + n);
                sum += Elementary<V>.Exp(log);
            }
            return V.Sum(sum);
        }

        /// <summary>Adds the exponentials of a block to total·exp(most), without overflow.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Accumulate<V>(float* joint, int width, ref float most, ref double total) where V : struct, ISimd<V>
        {
            var largest = most;
            for (var n = 0; n < width; n++)
                largest = Math.Max(largest, joint[n]);
            total *= Math.Exp(most - largest);
            most = largest;
            var (offset, sum) = (V.Create(largest), V.Create(0));
            for (var n = 0; n < width; n += V.Width)
                sum += Elementary<V>.Exp(V.Load(joint + n) - offset);
            total += V.Sum(sum);
        }
    }
}
