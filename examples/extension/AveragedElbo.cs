using Elbo;
using Elbo.Models;
using Elbo.Objectives;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Extension;

/// <summary>distortion + β·rate, each averaged over k draws of z (Kingma and Welling 2014, eq. 8).</summary>
/// <param name="K">Draws of z for each example.</param>
[Kind("averaged-elbo", "The evidence lower bound, averaged over draws")]
public sealed record AveragedElbo([property: Setting("k", "Draws of z for each example", Min = 1, Max = 1000)] int K = 1) : Objective
{
    public override int Draws => K;

    public override bool IsElbo => true;

    public override string Describe() => Invariant($"ELBO, {K} of our own draws");

    public override ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request)
    {
        var log = LogLikelihoods(model, output, target); // [B·k]
        var rate = model.Prior.Rate(output.Posterior.Repeat(K), output.Z, output.PriorNoise); // [B·k]
        var (distortion, kl) = (Mean(-log), Mean(rate));
        var weighed = request.Reduction == Reduction.Mean ? distortion / target.shape[1] : distortion;
        return ObjectiveLoss.Of(distortion, kl, (weighed + request.Beta * kl).mean());

        Tensor Mean(Tensor draws) => draws.reshape(-1, K).mean([1L]); // [B]
    }
}
