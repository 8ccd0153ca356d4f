using Elbo.Compute.Randomness;
using Elbo.Exchange;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Tests.Models.Posteriors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Objectives;

/// <summary>
/// A VAE whose network is linear, since relu(x) − relu(−x) = x: z ~ N(0, I), x ~ N(W z, σ²I) with orthogonal columns in W, so that p(x) and
/// p(z given x) are Gaussian and the latter is diagonal. In double precision.
/// </summary>
internal sealed class LinearGaussian : IDisposable
{
    public const double Sigma = 0.5;
    public const int Latents = 2, Dimensions = 3;

    /// <summary>W, orthogonal columns of squared lengths 1.25 and 0.5.</summary>
    public static readonly double[,] W = { { 1, 0.1 }, { 0.5, -0.2 }, { 0, Math.Sqrt(0.45) } };
    private static readonly double[] Lengths = [1.25, 0.5];

    /// <param name="shift">Added to the exact posterior's means.</param>
    /// <param name="logScale">Added to the logarithms of its variances.</param>
    public LinearGaussian(double shift = 0, double logScale = 0)
    {
        Model = new(
            new()
            {
                Shape = new(1, 1, Dimensions),
                Hidden = [2 * Dimensions],
                DecoderHidden = [2 * Latents],
                Latents = Latents,
                Likelihood = new Gaussian(Sigma),
            });
        Model.to(ScalarType.Float64);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var w = from_array(W); // [D, L]
        // p(z given x) = N(Wᵀx / (σ² + |w|²), σ² / (σ² + |w|²)) for each latent.
        var total = tensor(Lengths) + Sigma * Sigma;
        Set("encoder.fc1.weight", cat([eye(Dimensions, dtype: ScalarType.Float64), -eye(Dimensions, dtype: ScalarType.Float64)], 0));
        Set("encoder.fc1.bias", 0);
        var mean = (w / total).t();
        Set("latent_z.mu.weight", cat([mean, -mean], 1));
        Set("latent_z.mu.bias", shift);
        Set("latent_z.logvar.weight", 0);
        Set("latent_z.logvar.bias", (Sigma * Sigma / total).log() + logScale);
        Set("decoder.fc1.weight", cat([eye(Latents, dtype: ScalarType.Float64), -eye(Latents, dtype: ScalarType.Float64)], 0));
        Set("decoder.fc1.bias", 0);
        Set("decoder.fc2.weight", cat([w, -w], 1));
        Set("decoder.fc2.bias", 0);
    }

    public Vae Model { get; }

    /// <summary>One example, an image of three pixels.</summary>
    public static double[] X { get; } = [0.8, -0.3, 0.6];

    /// <summary>log p(x) of <see cref="X"/>: a Gaussian of variance σ² + |w|² along each column of W and σ² across.</summary>
    public static double LogProbability
    {
        get
        {
            var (log, rest) = (0.0, X.Sum(x => x * x));
            for (var j = 0; j < Latents; j++)
            {
                var along = Enumerable.Range(0, Dimensions).Sum(i => W[i, j] * X[i]);
                var square = along * along / Lengths[j];
                (log, rest) = (log + Log(square, Lengths[j] + Sigma * Sigma), rest - square);
            }
            return log + Log(rest, Sigma * Sigma);

            static double Log(double square, double variance) => -0.5 * (square / variance + Math.Log(2 * Math.PI * variance));
        }
    }

    /// <summary><see cref="X"/> repeated, shape [count, D].</summary>
    public static Tensor Examples(int count) => tensor(X).expand(count, Dimensions).contiguous();

    /// <summary>Standard normal noise, [rows, L].</summary>
    public static Tensor Noise(int rows, ulong seed)
    {
        var values = new float[rows * Latents];
        new Philox(seed, RandomStream.TrainingNoise).FillNormal(0, values);
        return tensor(values).to(ScalarType.Float64).reshape(rows, Latents);
    }

    /// <summary>The objective for many copies of the example, with its gradient by the posterior of each copy.</summary>
    /// <returns>The mean of the objective, and the gradients by mu and logvar, [copies, L] each.</returns>
    public (double Objective, Tensor Mu, Tensor LogVar) Differentiate(Objective objective, int copies, ulong seed)
    {
        var x = Examples(copies);
        var posterior = Model.Encode(x).Gaussian();
        var (mu, logVar) = (posterior.Mu.detach().requires_grad_(), posterior.LogVar.detach().requires_grad_());
        var loss = objective.Loss(Model, Output(objective, new(mu, logVar), Noise(copies * objective.Draws, seed)), x, new());
        foreach (var parameter in Model.parameters())
            parameter.grad = null;
        loss.Value.backward();
        return (loss.Objective / copies, mu.grad! * copies, logVar.grad! * copies);
    }

    /// <summary>The output of a pass from the posterior on.</summary>
    public VaeOutput Output(Objective objective, DiagonalGaussian posterior, Tensor eps)
    {
        var gradient = objective.WeighsDraws ? new RowGradient() : null;
        var z = posterior.Repeat(objective.Draws).Sample(eps);
        z = gradient?.Through(z) ?? z;
        return new(posterior, z, Model.Decode(z), eps.narrow(1, 0, 0)) { DrawGradient = gradient };
    }

    /// <summary>The decoder's last gradients, concatenated.</summary>
    public double[] DecoderGradient() =>
        [
            .. Model.named_parameters()
                .Where(p => p.name.StartsWith("decoder", StringComparison.Ordinal))
                .SelectMany(p => p.parameter.grad!.data<double>().ToArray()),
        ];

    public void Dispose() => Model.Dispose();

    private void Set(string name, Tensor values) => Weight(name).copy_(values);

    private void Set(string name, double value) => Weight(name).fill_(value);

    private Tensor Weight(string name) => Model.NamedWeights().Single(w => w.Name == name).Value;
}
