using Elbo.Models;
using Elbo.Objectives;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo.Tests.Settings;

public sealed class ObjectiveOptionsTests
{
    public static TheoryData<string> Kinds { get; } = [.. Catalog.Of(typeof(Objective)).Members.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_EveryKind_GivesTheObjectiveBack(string kind)
    {
        var objective = Catalog.Choose<Objective>(kind, new EvidenceLowerBound());
        Assert.Equal(kind, objective.Name);
        Assert.Empty(objective.Faults());
        var options = OptionOverrides.Of(objective);
        Assert.Equal(objective, options.Apply(new TrainingOptions()).Objective);
        Assert.Empty(options.Faults(new VaeOptions()));
        Assert.Equal(options, OptionOverrides.FromJson(options.ToJson()));
        Assert.Equal(["--objective", objective.Name], options.Words().Take(2));
    }

    [Fact]
    public void Apply_Numbers_ChangesThoseAlone()
    {
        var iwae = new OptionOverrides { Objective = "iwae", K = 50, Estimator = GradientEstimator.Dreg }.Apply(new TrainingOptions());
        Assert.Equal(new Iwae(50, GradientEstimator.Dreg), iwae.Objective);
        Assert.Equal(new Iwae(7, GradientEstimator.Dreg), new OptionOverrides { K = 7 }.Apply(iwae).Objective);
        Assert.Equal(new EvidenceLowerBound(5), new OptionOverrides { K = 5 }.Apply(new TrainingOptions()).Objective);
        Assert.Equal(new Capacity(10, 10, 30), new OptionOverrides { Objective = "capacity", Capacity = 10, Gamma = 30 }.Apply(iwae).Objective);
    }

    [Fact]
    public void Over_AnotherObjective_LeavesTheRecipesNumbersBehind()
    {
        var recipe = new OptionOverrides { Objective = "piwae", M = 3, K = 4, Estimator = GradientEstimator.Dreg };
        Assert.Equal(new FreeBits(), new OptionOverrides { Objective = "free_bits" }.Over(recipe).Apply(new TrainingOptions()).Objective);
        Assert.Empty(new OptionOverrides { Objective = "free_bits" }.Over(recipe).Faults(new VaeOptions()));
        Assert.Equal(new Piwae(3, 8, GradientEstimator.Dreg), new OptionOverrides { K = 8 }.Over(recipe).Apply(new TrainingOptions()).Objective);
    }

    [Fact]
    public void Faults_AnOptionOfAnotherObjective_NamesThoseThatHaveIt()
    {
        var fault = Assert.Single(new OptionOverrides { Objective = "iwae", M = 3 }.Faults(new VaeOptions()));
        Assert.Equal("m was 3, but the objective iwae has none. Use --objective miwae or piwae, or leave --m out.", fault);
        Assert.StartsWith("free-bits was 0.1, but the objective elbo has none. Use --objective free-bits", Assert.Single(new OptionOverrides { FreeBits = 0.1 }.Faults(new VaeOptions())), StringComparison.Ordinal);
        Assert.Empty(new OptionOverrides { FreeBits = 0.1 }.Faults(new VaeOptions(), new FreeBits()));
    }

    [Fact]
    public void For_OtherObjectives_TrainByTorchAndSayWhy()
    {
        var training = new TrainingOptions { Objective = new Capacity() };
        var choice = EngineChoice.For(new(), training);
        Assert.False(choice.IsManaged);
        Assert.Equal("the managed engine does not know the objective capacity", choice.Reason);
        Assert.StartsWith("the managed engine knows the ELBO with one draw", EngineChoice.For(new(), new() { Objective = new EvidenceLowerBound(5) }).Reason, StringComparison.Ordinal);
        var error = Assert.Throws<OptionsException>(() => EngineChoice.For(new(), training with { Engine = EngineKind.Managed }));
        Assert.Contains("Use --engine auto", error.Message, StringComparison.Ordinal);
    }
}
