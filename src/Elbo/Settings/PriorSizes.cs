using Elbo.Models.Priors;

namespace Elbo.Settings;

/// <summary>The options that a prior is made of.</summary>
internal static class PriorSizes
{
    /// <summary>All options that belong to priors, as a recipe names them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["components", "top_latents", "top_hidden"];

    /// <summary>Those that give this prior.</summary>
    public static OptionOverrides Of(PriorOptions prior) => new()
    {
        Prior = Catalog.KeyOf(prior),
        Components = (prior as MixtureOptions)?.Components ?? (prior as VampOptions)?.Components,
        TopLatents = (prior as HierarchicalOptions)?.Latents,
        TopHidden = (prior as HierarchicalOptions)?.Hidden,
    };

    /// <summary>A prior with the sizes that are given; another kind starts from its defaults.</summary>
    public static PriorOptions Apply(OptionOverrides given, PriorOptions present) => Catalog.Choose(given.Prior, present) switch
    {
        MixtureOptions mixture => mixture with { Components = given.Components ?? mixture.Components },
        VampOptions vamp => vamp with { Components = given.Components ?? vamp.Components },
        HierarchicalOptions upper => upper with { Latents = given.TopLatents ?? upper.Latents, Hidden = given.TopHidden ?? upper.Hidden },
        var other => other,
    };

    /// <summary>What is given that the prior does not have.</summary>
    public static IEnumerable<string> Faults(OptionOverrides given, PriorOptions prior)
    {
        if (given.Components is not null && prior is not (MixtureOptions or VampOptions))
            yield return $"components was {given.Components}, but the {prior.Name} prior has none. Use --prior mixture or --prior vamp, or leave --components out.";
        if ((given.TopLatents is not null || given.TopHidden is not null) && prior is not HierarchicalOptions)
            yield return $"top-latents or top-hidden was given, but the {prior.Name} prior has no second layer. Use --prior hierarchical, or leave them out.";
    }
}
