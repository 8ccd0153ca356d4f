using Elbo.Compute.Native;
using Elbo.Compute.Simd;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>log p(x given z) of each row of logits and its gradient by them. A unit of the loop is a row, so that nothing depends on the number of
/// threads.</summary>
/// <param name="logits">Shape [R, D].</param>
/// <param name="target">Shape [B, D].</param>
/// <param name="example">The example of each row, int64, shape [R]; null for R / B rows of each example in succession.</param>
/// <param name="dLogits">Becomes the gradient, shape [R, D].</param>
/// <param name="logProbability">Becomes log p, nats, shape [R].</param>
internal sealed unsafe class BernoulliPass(Tensor logits, Tensor target, Tensor? example, Tensor dLogits, Tensor logProbability) : IVectorLoop
{
    /// <summary>Values that are worth a thread of their own.</summary>
    private const int LeastValues = 8192;

    private readonly int rows = (int)logits.shape[0], dimensions = (int)logits.shape[1], draws = (int)(logits.shape[0] / target.shape[0]);
    private readonly long* of = example is null ? null : example.Longs();
    private readonly float* l = logits.Singles(), t = target.Singles(), dl = dLogits.Singles(), log = logProbability.Singles();

    public void Run() => VectorLoop.Run(this, rows, Math.Max(1, LeastValues / dimensions));

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        for (var row = first; row < end; row++)
        {
            var at = (nint)row * dimensions;
            log[row] = (float)-BernoulliRow.Distortion<V>(l + at, t + (nint)(of == null ? row / draws : of[row]) * dimensions, dl + at, dimensions, -1);
        }
    }
}
