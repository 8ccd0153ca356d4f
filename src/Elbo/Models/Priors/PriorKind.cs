namespace Elbo.Models.Priors;

/// <summary>The priors, as the command line and recipes name them.</summary>
public enum PriorKind
{
    /// <summary><see cref="StandardNormal"/>: N(0, I).</summary>
    Standard,

    /// <summary><see cref="MixtureOfGaussians"/>: learned Gaussians.</summary>
    Mixture,

    /// <summary><see cref="VampPrior"/>: the posteriors of learned pseudo-inputs.</summary>
    Vamp,

    /// <summary><see cref="HierarchicalPrior"/>: a second stochastic layer above z.</summary>
    Hierarchical,
}

/// <summary>Makes a prior's options from its name.</summary>
internal static class PriorKinds
{
    /// <summary>The prior of that name with its default numbers.</summary>
    public static PriorOptions Default(this PriorKind kind) => kind switch
    {
        PriorKind.Standard => new StandardNormalOptions(),
        PriorKind.Mixture => new MixtureOptions(),
        PriorKind.Vamp => new VampOptions(),
        PriorKind.Hierarchical => new HierarchicalOptions(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown prior."),
    };
}
