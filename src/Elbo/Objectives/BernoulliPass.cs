using Elbo.Compute.Native;
using Elbo.Compute.Simd;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>log p(x given z) of each of B·k draws and its gradient by the logits. A unit of the loop is a draw, so that nothing depends on the number
/// of threads.</summary>
internal sealed unsafe class BernoulliPass(Tensor logits, Tensor target, Tensor dLogits, Tensor logProbability) : IVectorLoop
{
    /// <summary>Values that are worth a thread of their own.</summary>
    private const int LeastValues = 8192;

    private readonly int rows = (int)logits.shape[0], dimensions = (int)logits.shape[1], draws = (int)(logits.shape[0] / target.shape[0]);
    private readonly float* l = logits.Singles(), t = target.Singles(), dl = dLogits.Singles(), log = logProbability.Singles();

    public void Run() => VectorLoop.Run(this, rows, Math.Max(1, LeastValues / dimensions));

    public void Run<V>(int first, int end) where V : struct, ISimd<V>
    {
        for (var row = first; row < end; row++)
        {
            var at = (nint)row * dimensions;
            log[row] = (float)-BernoulliRow.Distortion<V>(l + at, t + (nint)(row / draws) * dimensions, dl + at, dimensions, -1);
        }
    }
}
