using System.Text.Json;

namespace Elbo.Likelihoods;

/// <summary>The likelihoods, as the command line and recipes name them.</summary>
public enum LikelihoodKind
{
    /// <summary><see cref="Likelihoods.Bernoulli"/>: binary values.</summary>
    Bernoulli,

    /// <summary><see cref="Likelihoods.ContinuousBernoulli"/>: a density over [0, 1].</summary>
    ContinuousBernoulli,

    /// <summary><see cref="Likelihoods.Gaussian"/>: grey values with a fixed standard deviation.</summary>
    Gaussian,

    /// <summary><see cref="Likelihoods.GaussianOptimal"/>: with the standard deviation that suits the reconstructions best.</summary>
    GaussianOptimal,

    /// <summary><see cref="Likelihoods.GaussianLearned"/>: with a standard deviation for each dimension from the decoder.</summary>
    GaussianLearned,

    /// <summary><see cref="Likelihoods.Laplace"/>: an absolute error in place of a squared one.</summary>
    Laplace,

    /// <summary><see cref="Likelihoods.DiscretizedLogistic"/>: bytes.</summary>
    DiscretizedLogistic,

    /// <summary><see cref="Likelihoods.LogisticMixture"/>: bytes, with several peaks.</summary>
    LogisticMixture,

    /// <summary><see cref="Likelihoods.BetaBinomial"/>: bytes as counts.</summary>
    BetaBinomial,

    /// <summary><see cref="Likelihoods.Categorical"/>: a few levels, each with a probability of its own.</summary>
    Categorical,

    /// <summary><see cref="TableLikelihood"/>: the columns of a table, each by its kind. A table has it by itself.</summary>
    Table,
}

/// <summary>Makes a likelihood from its name, and its name from the kind.</summary>
internal static class LikelihoodKinds
{
    /// <summary>The likelihood of that name with its default numbers.</summary>
    public static Likelihood Default(this LikelihoodKind kind) => kind switch
    {
        LikelihoodKind.Bernoulli => new Bernoulli(),
        LikelihoodKind.ContinuousBernoulli => new ContinuousBernoulli(),
        LikelihoodKind.Gaussian => new Gaussian(),
        LikelihoodKind.GaussianOptimal => new GaussianOptimal(),
        LikelihoodKind.GaussianLearned => new GaussianLearned(),
        LikelihoodKind.Laplace => new Laplace(),
        LikelihoodKind.DiscretizedLogistic => new DiscretizedLogistic(),
        LikelihoodKind.LogisticMixture => new LogisticMixture(),
        LikelihoodKind.BetaBinomial => new BetaBinomial(),
        LikelihoodKind.Categorical => new Categorical(),
        LikelihoodKind.Table => new TableLikelihood([]),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown likelihood."),
    };

    /// <summary><c>bernoulli</c>, …, <c>gaussian-optimal</c>.</summary>
    public static string Name(this LikelihoodKind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());
}
