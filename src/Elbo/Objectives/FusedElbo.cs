using Elbo.Compute.Native;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>−ELBO of a Bernoulli likelihood and a standard normal prior as one operation of autograd: its value and its gradient come from the same
/// pass over logits and posterior.</summary>
internal sealed class FusedElbo : autograd.SingleTensorFunction<FusedElbo>
{
    public override string Name => nameof(FusedElbo);

    /// <summary>True for contiguous float32 tensors on the CPU, one draw an example, of a model whose likelihood and prior it knows.</summary>
    public static bool Covers(Vae model, VaeOutput output, Tensor target) =>
        FastPaths.AreOn && model is { Likelihood: Bernoulli, Prior: StandardNormal }
        && output is { Classes: null, Posterior: DiagonalGaussian posterior }
        && output.Parameters.shape[0] == target.shape[0]
        && output.Parameters.IsPlainMatrix() && target.IsPlainMatrix() && posterior.Mu.IsPlainMatrix() && posterior.LogVar.IsPlainMatrix();

    public static ObjectiveLoss Loss(VaeOutput output, Tensor target, double beta, Reduction reduction)
    {
        var (mu, logVar) = (DiagonalGaussian)output.Posterior;
        var (examples, dimensions) = (target.shape[0], target.shape[1]);
        var request = new Request(1.0 / (reduction == Reduction.Mean ? examples * dimensions : examples), beta / examples);
        var loss = apply(output.Parameters, target, mu, logVar, request);
        return new(loss, request.Distortion, request.Rate, examples * (request.DistortionScale * request.Distortion + request.RateScale * request.Rate));
    }

    /// <summary>Takes logits [B, D], target [B, D], mu [B, L], logvar [B, L] and a <see cref="Request"/>.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (logits, target, mu, logVar, request) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3], (Request)vars[4]);
        var (dLogits, dMu, dLogVar) = (torch.empty_like(logits), torch.empty_like(mu), torch.empty_like(logVar));
        var pass = new ElboPass(logits, target, mu, logVar, dLogits, dMu, dLogVar, request.DistortionScale, request.RateScale);
        pass.Run();
        (request.Distortion, request.Rate) = (pass.Distortion, pass.Rate);
        ctx.save_for_backward([dLogits, dMu, dLogVar]);
        return torch.tensor((float)(request.DistortionScale * request.Distortion + request.RateScale * request.Rate));
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var scale = grad_output.ToDouble();
        var (dLogits, dMu, dLogVar) = scale == 1 ? (saved[0], saved[1], saved[2]) : (scale * saved[0], scale * saved[1], scale * saved[2]);
        return [dLogits, null!, dMu, dLogVar, null!];
    }

    /// <summary>How the two halves are weighted, and their sums over the batch.</summary>
    private sealed class Request(double distortionScale, double rateScale)
    {
        public double DistortionScale => distortionScale;

        public double RateScale => rateScale;

        public double Distortion { get; set; }

        public double Rate { get; set; }
    }
}
