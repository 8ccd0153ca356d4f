using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Priors;
using static TorchSharp.torch;

namespace Elbo.Tests.Evaluation;

/// <summary>
/// A linear-Gaussian VAE, where everything has a closed form: z ~ N(0, I), x = W z + V c + b + σ·noise with orthogonal columns in W, so that
/// the true posterior is a diagonal Gaussian that the encoder can hold. A layer is linear although its activation is a ReLU, since
/// relu(v) − relu(−v) = v.
/// </summary>
internal sealed class LinearGaussian : IDisposable
{
    public const int Pixels = 6, Latents = 2;
    private const double Sigma = 0.2;
    private static readonly double[,] W = { { 0.3, 0.1 }, { 0.3, -0.1 }, { -0.2, 0.15 }, { 0.2, 0.15 }, { 0.1, 0 }, { 0, 0.2 } };
    private static readonly double[,] V = { { 0.3, 0 }, { -0.2, 0.1 }, { 0, 0.4 }, { 0.1, -0.1 }, { 0, 0.2 }, { -0.3, 0.1 } };
    private const double B = 0.5;

    /// <param name="meanShift">Added to each posterior mean: 0 is the true posterior.</param>
    /// <param name="logVarShift">Added to each log-variance: 0 is the true posterior.</param>
    /// <param name="prior">Another prior than N(0, I), under which the encoder's posterior is not the true one.</param>
    /// <param name="isConditional">True for a model with a condition c; else V c is 0.</param>
    public LinearGaussian(double meanShift = 0, double logVarShift = 0, PriorOptions? prior = null, bool isConditional = false)
    {
        var width = isConditional ? V.GetLength(1) : 0;
        Model = new(new()
        {
            Prior = prior ?? new StandardNormalOptions(),
            Shape = new ImageShape(1, 2, 3),
            Hidden = [2 * Pixels],
            DecoderHidden = [2 * (Latents + width)],
            Latents = Latents,
            ConditionWidth = width,
            Likelihood = new Gaussian(Sigma)
        });
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var (w, v) = (tensor(W).to(ScalarType.Float32), tensor(V).to(ScalarType.Float32).narrow(1, 0, width));
        var precision = 1 + w.square().sum(0L) / (Sigma * Sigma);
        var toMean = (w / (Sigma * Sigma) / precision).t();
        Set("encoder.fc1", Both(cat([eye(Pixels), -v], 1)), zeros(2 * Pixels));
        Set("latent_z.mu", Difference(toMean), meanShift - toMean.sum(1L) * B);
        Set("latent_z.logvar", zeros(Latents, 2 * Pixels), logVarShift - precision.log());
        Set("decoder.fc1", Both(eye(Latents + width)), zeros(2 * (Latents + width)));
        Set("decoder.fc2", Difference(cat([w, v], 1)), full(Pixels, B));
    }

    public Vae Model { get; }

    /// <summary>Images drawn from nothing in particular: the closed form holds for any.</summary>
    public static ImageSet Images(int count)
    {
        var pixels = new byte[count * Pixels];
        var values = new float[Pixels];
        for (var i = 0; i < count; i++)
        {
            new Philox(4, RandomStream.Prior).FillUniform(i, values, 60, 200);
            for (var p = 0; p < Pixels; p++)
                pixels[i * Pixels + p] = (byte)values[p];
        }
        return new(new(1, 2, 3), pixels);
    }

    /// <summary>−log N(x; b, W Wᵀ + σ² I) of each image, nats.</summary>
    public static double[] Nll(ImageSet images) => Nll(images, 0, 1);

    /// <summary>−log p(x) of each image for z ~ N(mean, variance·I): −log N(x; b + W mean, variance·W Wᵀ + σ² I).</summary>
    public static double[] Nll(ImageSet images, double mean, double variance) => Nll(images, mean, variance, null);

    private static double[] Nll(ImageSet images, double mean, double variance, Tensor? shift)
    {
        using var scope = NewDisposeScope();
        var w = tensor(W);
        var covariance = variance * w.mm(w.t()) + Sigma * Sigma * eye(Pixels, dtype: ScalarType.Float64);
        var x = tensor(images.Pixels.ToArray().Select(pixel => (double)(pixel / 255f)).ToArray(), images.Count, Pixels) - B - mean * w.sum(1L) - (shift ?? 0.0);
        var distance = (x.mm(covariance.inverse()) * x).sum(1L);
        return (0.5 * (distance + covariance.det().log() + Pixels * Math.Log(2 * Math.PI))).data<double>().ToArray();
    }

    /// <summary>−log p(x given c) of each image for z ~ N(mean, I): −log N(x; b + V c + W mean, W Wᵀ + σ² I).</summary>
    /// <param name="images">The images.</param>
    /// <param name="condition">c, shape [N, C].</param>
    /// <param name="mean">Of z.</param>
    public static double[] Nll(ImageSet images, float[] condition, double mean = 0) =>
        Nll(images, mean, 1, tensor(condition.Select(value => (double)value).ToArray(), images.Count, V.GetLength(1)).mm(tensor(V).t()));

    /// <summary>b, the mean of every pixel.</summary>
    public static double Offset => B;

    /// <summary>W Wᵀ + σ² I, float64, shape [D, D].</summary>
    public static Tensor Covariance() => tensor(W).mm(tensor(W).t()) + Sigma * Sigma * eye(Pixels, dtype: ScalarType.Float64);

    public void Dispose() => Model.Dispose();

    private void Set(string layer, Tensor weight, Tensor bias)
    {
        Model.get_parameter($"{layer}.weight")!.copy_(weight);
        Model.get_parameter($"{layer}.bias")!.copy_(bias);
    }

    /// <summary>(m; −m): a ReLU after it keeps all of m·v.</summary>
    private static Tensor Both(Tensor m) => cat([m, -m], 0);

    /// <summary>(m, −m): recovers m·v from <see cref="Both"/> followed by a ReLU.</summary>
    private static Tensor Difference(Tensor m) => cat([m, -m], 1);
}
