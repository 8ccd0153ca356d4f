using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Priors;

namespace Elbo.Tests.Models;

/// <summary>The kinds of a family, found by reflection, so that tests cover new kinds by themselves.</summary>
internal static class Kinds
{
    private static readonly TableLikelihood Table = new([new(ColumnKind.Real), new(ColumnKind.Categorical, 4), new(ColumnKind.Binary)]);

    private static readonly VaeOptions Small = new() { Shape = new(1, 6, 5), Hidden = [7], DecoderHidden = [6], Latents = 3 };

    /// <summary>Every kind of the family with its default settings.</summary>
    public static IReadOnlyList<T> Of<T>() where T : class =>
    [
        .. typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract)
            .OrderBy(type => type.Name, StringComparer.Ordinal).Select(Make<T>),
    ];

    /// <summary>A small model for each kind of each family.</summary>
    public static IEnumerable<VaeOptions> Models =>
    [
        .. Of<NetOptions>().Select(net => Small with { Net = net }),
        .. Of<NetOptions>().Where(net => net.TakesCondition).Select(net => Small with { Net = net, ConditionWidth = 3 }),
        .. Of<PriorOptions>().Select(prior => Small with { Prior = prior, ConditionWidth = prior.Name == "conditional" ? 2 : 0 }),
        .. Of<Likelihood>().Select(likelihood => Small with { Likelihood = likelihood, Shape = likelihood is TableLikelihood ? new(1, 1, 6) : Small.Shape }),
    ];

    private static T Make<T>(Type kind) where T : class
    {
        if (kind == typeof(TableLikelihood))
            return (T)(object)Table;
        var constructor = kind.GetConstructors().MinBy(constructor => constructor.GetParameters().Length)!;
        return (T)constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.DefaultValue)]);
    }
}
