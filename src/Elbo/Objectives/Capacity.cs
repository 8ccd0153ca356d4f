using Elbo.Models;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>distortion + γ·|rate − C| for each example, with a capacity C that rises linearly from 0 (Burgess et al., "Understanding disentangling in
/// β-VAE", 2018, eq. 8): codes are let in slowly, the most useful first.</summary>
/// <param name="Target">C at the end of its rise, nats. Default 25, the paper's.</param>
/// <param name="Epochs">Epochs over which it rises; 0 starts at the final value. Default 10.</param>
/// <param name="Gamma">The weight γ of the distance. Default 1000, the paper's.</param>
[Kind("capacity", "The rate is held at a capacity that rises", Order = 1)]
public sealed record Capacity(
    [property: Setting("capacity", "Rate that is allowed at the end of training, nats", Min = 0, Symbol = "C")] double Target = 25,
    [property: Setting("capacity-epochs", "Epochs over which it is let in", Min = 0, Symbol = "N")] double Epochs = 10,
    [property: Setting("gamma", "Weight of the rate's distance from the capacity", Above = 0)] double Gamma = 1000) : Objective
{
    /// <inheritdoc/>
    public override int Draws => 1;

    /// <inheritdoc/>
    public override string Describe() =>
        Invariant($"capacity C {(Epochs > 0 ? "0→" : "")}{Target} nats{(Epochs > 0 ? Invariant($" over {Epochs} epochs") : "")}, γ {Gamma}");

    internal override bool IsRising(int epoch) => epoch < Epochs;

    /// <summary>C after so many epochs, nats.</summary>
    internal double At(double epochs) => epochs < Epochs ? Target * epochs / Epochs : Target;

    /// <inheritdoc/>
    public override ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request)
    {
        var distortion = -LogLikelihood.Of(model, output, target);
        var rate = model.Prior.Given(output.Condition).Rate(output.Posterior, output.Z, output.PriorNoise);
        var value = (distortion + Gamma * (rate - At(request.Epochs)).abs()).mean();
        return ObjectiveLoss.Of(new(distortion, rate), value);
    }
}
