using Elbo.Compute;
using Elbo.Compute.Randomness;

namespace Elbo.Models;

/// <summary>The posteriors of N examples, as plain numbers.</summary>
/// <param name="Count">N.</param>
/// <param name="Latents">L.</param>
/// <param name="Mu">Posterior means, shape [N, L], row-major.</param>
/// <param name="LogVar">Logarithms of the posterior variances, shape [N, L], row-major.</param>
public sealed record Codes(int Count, int Latents, float[] Mu, float[] LogVar)
{
    /// <summary>Logarithms of the posterior variances, shape [N, L], row-major.</summary>
    /// <exception cref="OptionsException">The posterior is not a diagonal Gaussian, so it has no variance of each dimension.</exception>
    public float[] LogVar { get => OtherPosterior is null ? field : throw new OptionsException([NoVariance]); } = LogVar;

    /// <summary>True if the posterior is a diagonal Gaussian, which has a mean and a variance for each dimension.</summary>
    public bool HasVariance => OtherPosterior is null;

    /// <summary>The posterior's name if it is not a diagonal Gaussian.</summary>
    internal string? OtherPosterior { get; init; }

    private string NoVariance => $"The posterior {OtherPosterior} has no variance of each latent dimension, which this needs. "
        + "Use its means, or train with a diagonal Gaussian.";

    /// <summary>The posterior mean of one example, shape [L].</summary>
    public ReadOnlySpan<float> MuOf(int example) => Mu.AsSpan(example * Latents, Latents);

    /// <summary>The logarithm of the posterior variance of one example, shape [L].</summary>
    public ReadOnlySpan<float> LogVarOf(int example) => LogVar.AsSpan(example * Latents, Latents);

    /// <summary>The means of some examples.</summary>
    internal Codes Select(int[] examples)
    {
        if (examples.Length == Count)
            return this;
        var mu = new float[examples.Length * Latents];
        for (var i = 0; i < examples.Length; i++)
            MuOf(examples[i]).CopyTo(mu.AsSpan(i * Latents));
        return new(examples.Length, Latents, mu, []);
    }

    /// <summary>The posterior standard deviations, shape [N, L], row-major.</summary>
    public float[] StandardDeviations() => [.. LogVar.Select(logVar => MathF.Exp(0.5f * logVar))];

    /// <summary>Draws z = mu + exp(½ logvar)·eps.</summary>
    /// <param name="draws">Draws of each example, S, at least 1.</param>
    /// <param name="seed">The same seed draws the same eps for an example of the same place.</param>
    /// <returns>Shape [N, S, L], row-major.</returns>
    /// <exception cref="OptionsException">The result would exceed the size of an array.</exception>
    public float[] Sample(int draws, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var length = ArraySize.Of($"{draws} draws (--samples) of {Latents} latents for each of {Count} examples (--limit)", Count, draws, Latents);
        var (z, deviations) = (new float[length], StandardDeviations());
        for (var draw = 0; draw < draws; draw++)
        {
            var random = new Philox(seed, RandomStream.CodeNoise, draw);
            for (var example = 0; example < Count; example++)
            {
                var code = z.AsSpan((example * draws + draw) * Latents, Latents);
                random.FillNormal(example, code);
                for (var i = 0; i < Latents; i++)
                    code[i] = Mu[example * Latents + i] + deviations[example * Latents + i] * code[i];
            }
        }
        return z;
    }
}
