using Elbo.Compute.Native;
using Elbo.Likelihoods;
using Elbo.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>log p(x given z) of every draw under a Bernoulli likelihood as one operation of autograd: its value and its gradient come from the same
/// pass over the logits, and the k draws of an example share its target.</summary>
internal sealed class FusedBernoulli : autograd.SingleTensorFunction<FusedBernoulli>
{
    public override string Name => nameof(FusedBernoulli);

    /// <summary>True for contiguous float32 tensors on the CPU of a model with that likelihood.</summary>
    public static bool Covers(Vae model, Tensor parameters, Tensor target) =>
        FastPaths.AreOn && model.Likelihood is Bernoulli && parameters.IsPlainMatrix() && target.IsPlainMatrix();

    /// <param name="logits">Shape [R, D].</param>
    /// <param name="target">Shape [B, D].</param>
    /// <param name="example">The example of each row, int64, shape [R]; null for R / B rows of each example in succession.</param>
    /// <returns>Nats, shape [R].</returns>
    public static Tensor LogProbability(Tensor logits, Tensor target, Tensor? example = null) =>
        apply(logits, target, new Rows(example));

    /// <summary>Takes logits [R, D], target [B, D] and <see cref="Rows"/>.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (logits, target) = ((Tensor)vars[0], (Tensor)vars[1]);
        var (dLogits, log) = (torch.empty_like(logits), torch.empty(logits.shape[0]));
        new BernoulliPass(logits, target, ((Rows)vars[2]).Example, dLogits, log).Run();
        ctx.save_for_backward([dLogits]);
        return log;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
        [ctx.get_saved_variables()[0] * grad_output.unsqueeze(1), null!, null!];

    private sealed record Rows(Tensor? Example);
}
