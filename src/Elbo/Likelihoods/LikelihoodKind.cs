namespace Elbo.Likelihoods;

/// <summary>The likelihoods, as the command line and recipes name them.</summary>
public enum LikelihoodKind
{
    /// <summary><see cref="Likelihoods.Bernoulli"/>: binary values.</summary>
    Bernoulli,

    /// <summary><see cref="Likelihoods.Gaussian"/>: grey values with a fixed standard deviation.</summary>
    Gaussian,
}

/// <summary>Makes a likelihood from its name.</summary>
internal static class LikelihoodKinds
{
    /// <summary>The likelihood of that name with its default numbers.</summary>
    public static Likelihood Default(this LikelihoodKind kind) => kind switch
    {
        LikelihoodKind.Bernoulli => new Bernoulli(),
        LikelihoodKind.Gaussian => new Gaussian(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown likelihood."),
    };
}
