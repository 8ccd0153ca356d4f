using Elbo.Objectives;

namespace Elbo.Settings;

/// <summary>The options that an objective is made of, and back.</summary>
internal static class ObjectiveOptions
{
    /// <summary>All options that belong to objectives, as a recipe names them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["k", "m", "estimator", "capacity", "capacity_epochs", "gamma", "free_bits", "ciwae_beta"];

    /// <summary>Those that give this objective.</summary>
    public static OptionOverrides Of(Objective objective)
    {
        var options = objective switch
        {
            EvidenceLowerBound elbo => new OptionOverrides { K = elbo.K, Estimator = elbo.Estimator },
            Iwae iwae => new() { K = iwae.K, Estimator = iwae.Estimator },
            Miwae miwae => new() { M = miwae.M, K = miwae.K, Estimator = miwae.Estimator },
            Piwae piwae => new() { M = piwae.M, K = piwae.K, Estimator = piwae.Estimator },
            Ciwae ciwae => new() { K = ciwae.K, CiwaeBeta = ciwae.Beta, Estimator = ciwae.Estimator },
            Capacity capacity => new() { Capacity = capacity.Target, CapacityEpochs = capacity.Epochs, Gamma = capacity.Gamma },
            FreeBits bits => new() { FreeBits = bits.Lambda },
            _ => new(),
        };
        return options with { Objective = Catalog.KeyOf(objective) };
    }

    /// <summary>An objective with the numbers that are given; another kind starts from its defaults.</summary>
    public static Objective Apply(OptionOverrides given, Objective present)
    {
        var objective = Catalog.Choose(given.Objective, present);
        return objective switch
        {
            EvidenceLowerBound elbo => elbo with { K = given.K ?? elbo.K, Estimator = given.Estimator ?? elbo.Estimator },
            Iwae iwae => iwae with { K = given.K ?? iwae.K, Estimator = given.Estimator ?? iwae.Estimator },
            Miwae miwae => miwae with { M = given.M ?? miwae.M, K = given.K ?? miwae.K, Estimator = given.Estimator ?? miwae.Estimator },
            Piwae piwae => piwae with { M = given.M ?? piwae.M, K = given.K ?? piwae.K, Estimator = given.Estimator ?? piwae.Estimator },
            Ciwae ciwae => ciwae with { K = given.K ?? ciwae.K, Beta = given.CiwaeBeta ?? ciwae.Beta, Estimator = given.Estimator ?? ciwae.Estimator },
            Capacity capacity => capacity with { Target = given.Capacity ?? capacity.Target, Epochs = given.CapacityEpochs ?? capacity.Epochs, Gamma = given.Gamma ?? capacity.Gamma },
            FreeBits bits => bits with { Lambda = given.FreeBits ?? bits.Lambda },
            _ => objective,
        };
    }

    /// <summary>What is given that the objective does not have.</summary>
    public static IEnumerable<string> Faults(OptionOverrides given, Objective objective)
    {
        var (options, known) = (given.ToJson(), Of(objective).ToJson());
        foreach (var name in Names)
            if (options[name] is { } value && !known.ContainsKey(name))
                yield return $"{Option(name)} was {value}, but the objective {objective.Name} has none. Use --objective {string.Join(" or ", Owners(name))}, or leave --{Option(name)} out.";
    }

    private static IEnumerable<string> Owners(string name) =>
        Catalog.Of(typeof(Objective)).Members.Where(kind => Of((Objective)kind.Default).ToJson().ContainsKey(name)).Select(kind => kind.Name);

    private static string Option(string name) => name.Replace('_', '-');
}
