using System.Runtime.InteropServices;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using static TorchSharp.torch;

namespace Elbo.Analysis.Imputation;

/// <summary>
/// z ~ q(z given x), then x_missing ~ p(x given z), in turns, from 0 in the place of what is missing (Rezende, Mohamed and Wierstra, "Stochastic
/// Backpropagation and Approximate Inference in Deep Generative Models", 2014, appendix F). A mean is that of E[x given z] over the second
/// half of the turns; a draw is what the last turn leaves.
/// </summary>
internal static class PseudoGibbs
{
    /// <inheritdoc cref="ImportanceImputation.Find"/>
    public static Tensor Find(Incomplete holes, int[] indices, float[] values, ImputationOptions options, int? draw)
    {
        var (model, likelihood, rows) = (holes.Model, holes.Model.Likelihood, indices.Length);
        var device = model.parameters().First().device;
        var now = (float[])values.Clone();
        Tensor? expected = null;
        for (var turn = 0; turn < options.Samples; turn++)
        {
            using var scope = TensorScope.Open();
            var stream = (draw ?? 0) * options.Samples + turn;
            var noise = NoiseRows.Draw(new Philox(options.Seed, RandomStream.ImportanceNoise, stream), indices, model.NoiseWidth).to(device);
            var parameters = model.Forward(holes.Input(now).to(device), noise, holes.Conditions?.Select(indices).On(device)).Parameters;
            var uniform = UniformRows.Draw(
                new Philox(options.Seed, RandomStream.Imputation, stream), indices, likelihood.UniformPlanes * holes.Width).to(device);
            var drawn = likelihood.Sample(parameters, uniform).cpu().contiguous();
            var flat = MemoryMarshal.Cast<byte, float>(drawn.bytes);
            for (var i = 0; i < values.Length; i++)
                if (float.IsNaN(values[i]))
                    now[i] = flat[i];
            if (turn < options.Samples / 2)
                continue;
            var means = holes.Expect(parameters);
            if (expected is null)
                expected = means.clone().MoveToOuterDisposeScope();
            else
                expected.add_(means);
        }
        return draw is null ? holes.Decide(expected! / (options.Samples - options.Samples / 2)) : tensor(now).reshape(rows, holes.Width);
    }
}
