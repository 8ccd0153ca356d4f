using Elbo.Compute.Randomness;
using Elbo.Objectives;
using static TorchSharp.torch;

namespace Elbo.Analysis.Imputation;

/// <summary>
/// E[x_missing given x_there] ≈ Σ_s w_s E[x_missing given z_s], w_s ∝ p(x_there given z_s) p(z_s) / q(z_s given x), with weights that sum to
/// 1; a draw takes one z_s with probability w_s and draws from p(x given z_s) (Mattei and Frellsen, "MIWAE: Deep Generative Modelling and
/// Imputation of Incomplete Data Sets", 2019, eq. 12 and 13).
/// </summary>
internal static class ImportanceImputation
{
    /// <param name="holes">All examples.</param>
    /// <param name="indices">Those to fill in, B.</param>
    /// <param name="values">Theirs, shape [B, T].</param>
    /// <param name="options">How many draws.</param>
    /// <param name="draw">Which draw; null for means.</param>
    /// <returns>Shape [B, T].</returns>
    public static Tensor Find(Incomplete holes, int[] indices, float[] values, ImputationOptions options, int? draw)
    {
        var (model, samples, rows) = (holes.Model, options.Samples, indices.Length);
        var device = model.parameters().First().device;
        var (input, target) = (holes.Input(values).to(device), tensor(values).reshape(rows, holes.Width).to(device));
        var noise = NoiseRows.Draw(
            new Philox(options.Seed, RandomStream.ImportanceNoise, draw is { } some ? some + 1 : 0), indices, model.NoiseWidth, samples).to(device);
        var output = model.Forward(input, noise, holes.Conditions?.Select(indices).On(device));
        var logWeights = LogLikelihood.Of(model, output, target) + model.Prior.Given(output.Condition).LogProbability(output.Z, output.PriorNoise)
            - output.Posterior.Repeat(samples).LogProbability(output.Z);
        var weights = logWeights.reshape(rows, samples).to(ScalarType.Float64).softmax(1).to(ScalarType.Float32); // [B, S]
        if (draw is not { } number)
            return holes.Decide((holes.Expect(output.Parameters).reshape(rows, samples, -1) * weights.unsqueeze(2)).sum(1L));

        var likelihood = model.Likelihood;
        var uniform = UniformRows.Draw(
            new Philox(options.Seed, RandomStream.Imputation, number), indices, 1 + likelihood.UniformPlanes * holes.Width).to(device);
        var chosen = (weights.cumsum(1) < uniform.narrow(1, 0, 1)).sum(1L).clamp(0, samples - 1); // [B]
        var parameters = output.Parameters.index_select(0, arange(rows, device: device) * samples + chosen);
        return likelihood.Sample(parameters, uniform.narrow(1, 1, uniform.shape[1] - 1));
    }
}
