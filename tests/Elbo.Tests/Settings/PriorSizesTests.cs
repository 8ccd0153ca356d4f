using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Settings;

namespace Elbo.Tests.Settings;

public sealed class PriorSizesTests
{
    public static TheoryData<string> Kinds { get; } =
        [.. Catalog.Of(typeof(PriorOptions)).Members.Where(kind => kind.Type.Assembly == typeof(Catalog).Assembly).Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_EveryPrior_GivesItBackAndNamesAllItsSizes(string name)
    {
        var prior = (PriorOptions)Catalog.Of(typeof(PriorOptions)).Find(name)!.Default;
        var options = OptionOverrides.Of(prior);
        Assert.Equal(prior, options.Apply(new VaeOptions()).Prior);
        Assert.Equal(prior.GetType().GetProperties().Count(property => property.CanWrite), options.ToJson().Count - 1);
    }
}
