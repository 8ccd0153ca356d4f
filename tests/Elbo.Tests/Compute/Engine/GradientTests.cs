using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Tests.Training;
using Elbo.Training;

namespace Elbo.Tests.Compute.Engine;

/// <summary>The engine's gradients against finite differences of the loss in double precision, on a net of a few neurons.</summary>
[Collection(TorchCollection.Name)]
public sealed class GradientTests
{
    private const double Step = 1e-5;
    private static readonly int[] Batch = [3, 8, 1];

    private static readonly VaeOptions Tiny = new() { Shape = new(1, 6, 5), Hidden = [4, 3], Latents = 2, DecoderHidden = [3] };

    [Theory]
    [InlineData(Activation.Relu, true)]
    [InlineData(Activation.Tanh, false)]
    [InlineData(Activation.Gelu, true)]
    [InlineData(Activation.Silu, false)]
    public void Run_FirstStep_HasTheGradientOfTheLoss(Activation activation, bool bernoulli)
    {
        var options = Small.Training with { Batch = 3, Beta = 2, Binarization = Binarization.None };
        var images = Small.Bars(10, 1);
        foreach (var lanes in new[] { 16, 8, 4 })
        {
            var model = Tiny with { Activation = activation, Likelihood = bernoulli ? new Bernoulli() : new Gaussian(0.5) };
            using var vae = new Vae(model, seed: 4);
            var weights = Small.Values(vae).Select(w => (double)w).ToArray();
            using var adam = new Adam(vae.named_parameters(), 1e-3);
            using var engine = new ManagedStep(vae, adam, options, images, 2, lanes);
            engine.Run(Batch, epoch: 1);
            engine.Publish();
            // After its first step Adam's first moment is a tenth of the gradient.
            var gradient = adam.State().Where(s => s.Name.StartsWith("exp_avg.", StringComparison.Ordinal))
                .SelectMany(s => s.Value.data<float>().ToArray()).Select(m => m * 10.0).ToArray();

            Assert.Equal(weights.Length, gradient.Length);
            for (var i = 0; i < weights.Length; i++)
            {
                var expected = (Loss(i, Step) - Loss(i, -Step)) / (2 * Step);
                Assert.Equal(expected, gradient[i], 1e-4 + 1e-4 * Math.Abs(expected));
            }

            double Loss(int at, double change)
            {
                var moved = weights.ToArray();
                moved[at] += change;
                return DoubleVae.Loss(model, moved, images, Batch, options);
            }
        }
    }

    /// <summary>The loss of a batch, computed naively; weights in the order of the state dict.</summary>
    private static class DoubleVae
    {
        public static double Loss(VaeOptions model, double[] weights, ImageSet images, int[] batch, TrainingOptions options)
        {
            var noise = new Philox(options.Seed, RandomStream.TrainingNoise, 1);
            var total = 0.0;
            foreach (var index in batch)
            {
                var at = 0;
                var x = images.Image(index).ToArray().Select(p => p / 255.0).ToArray();
                var h = x;
                foreach (var width in model.Hidden)
                    h = Activate(Dense(h, width));
                var (mu, logVar) = (Dense(h, model.Latents), Dense(h, model.Latents));
                var eps = new float[model.Latents];
                noise.FillNormal(index, eps);
                h = [.. mu.Select((m, i) => m + Math.Exp(logVar[i] / 2) * eps[i])];
                foreach (var width in model.DecoderHidden)
                    h = Activate(Dense(h, width));
                var output = Dense(h, x.Length);
                total += x.Select((target, i) => Distortion(target, output[i])).Sum();
                total += options.Beta * mu.Select((m, i) => 0.5 * (m * m + Math.Exp(logVar[i]) - 1 - logVar[i])).Sum();

                double[] Dense(double[] input, int outputs)
                {
                    var (first, bias) = (at, at + outputs * input.Length);
                    at = bias + outputs;
                    return [.. Enumerable.Range(0, outputs)
                        .Select(o => weights[bias + o] + input.Select((value, i) => value * weights[first + o * input.Length + i]).Sum())];
                }
            }
            return total / batch.Length;

            double[] Activate(double[] a) => [.. a.Select(value => model.Activation switch
            {
                Activation.Relu => Math.Max(0, value),
                Activation.Tanh => Math.Tanh(value),
                Activation.Silu => value / (1 + Math.Exp(-value)),
                _ => value * NormalCdf(value),
            })];

            double Distortion(double target, double output) => model.Likelihood is Gaussian { Sigma: var sigma }
                ? (target - output) * (target - output) / (2 * sigma * sigma) + Math.Log(sigma) + 0.5 * Math.Log(2 * Math.PI)
                : Math.Max(output, 0) - target * output + Math.Log(1 + Math.Exp(-Math.Abs(output)));
        }

        /// <summary>Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/15 + …), Marsaglia's series.</summary>
        private static double NormalCdf(double x)
        {
            var (sum, term) = (x, x);
            for (var k = 3; Math.Abs(term) > 1e-17; k += 2)
                sum += term *= x * x / k;
            return 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        }
    }
}
