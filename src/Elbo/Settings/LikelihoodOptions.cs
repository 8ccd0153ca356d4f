using Elbo.Likelihoods;

namespace Elbo.Settings;

/// <summary>The options that a likelihood is made of, and back.</summary>
internal static class LikelihoodOptions
{
    private static readonly Dictionary<string, Type> Owners = new()
    {
        ["sigma"] = typeof(Gaussian),
        ["scale"] = typeof(Laplace),
        ["levels"] = typeof(LevelLikelihood),
        ["logistics"] = typeof(LogisticMixture),
    };

    /// <summary>All options that belong to likelihoods, as a recipe names them.</summary>
    public static IReadOnlyCollection<string> Names => Owners.Keys;

    /// <summary>Those that give this likelihood.</summary>
    public static OptionOverrides Of(Likelihood likelihood) => new()
    {
        Likelihood = Catalog.KeyOf(likelihood),
        Sigma = (likelihood as Gaussian)?.Sigma,
        Scale = (likelihood as Laplace)?.Scale,
        Levels = (likelihood as LevelLikelihood)?.Levels,
        Logistics = (likelihood as LogisticMixture)?.Logistics,
    };

    /// <summary>A likelihood with the numbers that are given; another kind starts from its defaults.</summary>
    public static Likelihood Apply(OptionOverrides given, Likelihood present)
    {
        var likelihood = Catalog.Choose(given.Likelihood, present);
        if (likelihood is LevelLikelihood levels)
            likelihood = levels with { Levels = given.Levels ?? levels.Levels };
        return likelihood switch
        {
            Gaussian gaussian => gaussian with { Sigma = given.Sigma ?? gaussian.Sigma },
            Laplace laplace => laplace with { Scale = given.Scale ?? laplace.Scale },
            LogisticMixture mixture => mixture with { Logistics = given.Logistics ?? mixture.Logistics },
            _ => likelihood,
        };
    }

    /// <summary>What is given that the likelihood does not have.</summary>
    public static IEnumerable<string> Faults(OptionOverrides given, Likelihood likelihood)
    {
        var options = given.ToJson();
        foreach (var (name, owner) in Owners)
            if (options[name] is { } value && !owner.IsInstanceOfType(likelihood))
                yield return $"{name} was {value}, but the {likelihood.Name} likelihood has none. Use --likelihood {string.Join(" or ", Catalog.Of(typeof(Likelihood)).Members.Where(kind => kind.Type.IsAssignableTo(owner)).Select(kind => kind.Name))}, or leave --{name} out.";
    }
}
