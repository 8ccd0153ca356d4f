using System.Text.Json.Nodes;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Settings;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Tests.Settings;

public sealed class SettingValuesTests
{
    /// <summary>Every kind that a user can choose, with the setting that chooses it.</summary>
    public static TheoryData<string, string> Kinds { get; } = [.. SettingTable.Rows.Where(row => row.Setting.Family is not null)
        .SelectMany(row => row.Setting.Family!.Members.Where(kind => kind.IsChosen && kind.Type.Assembly == typeof(Catalog).Assembly)
            .Select(kind => new TheoryDataRow<string, string>(row.Name, kind.Name)))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Of_EveryKind_GivesItBackWithAllItsSettings(string choice, string name)
    {
        var row = SettingTable.Find(choice)!;
        var kind = row.Setting.Family!.Find(name)!.Default;
        var given = SettingValues.Of(kind);
        Assert.Equal(["--" + choice, name], given.Words().Take(2));
        Assert.Equal(
            kind is CosineRate ? new CosineRate(20) : kind,
            row.Setting.IsIn(new VaeOptions()) ? row.Setting.Get(given.Apply(new VaeOptions())) : row.Setting.Get(given.Apply(new TrainingOptions())));
        Assert.Equal(given, SettingValues.FromJson(given.ToJson()));
        Assert.Empty(given.Faults(given.Apply(new VaeOptions()), given.Apply(new TrainingOptions())));
        // Help, recipes and run.json would not know such a size.
        var unknown = kind.GetType().GetProperties().Where(property => property.CanWrite).Select(property => property.Name)
            .Except(Setting.Of(kind.GetType()).Select(setting => setting.PropertyName));
        Assert.Equal(kind is CosineRate ? [nameof(CosineRate.Epochs)] : [], unknown);
    }

    [Fact]
    public void Apply_EverySetting_ChangesOnlyItsProperty()
    {
        foreach (var (row, value) in SettingTable.Rows.SelectMany(row => OtherValues(row).Select(value => (row, value))))
        {
            var given = Named(row).With(row.Name, value);
            var back = SettingValues.Of(given.Apply(new VaeOptions()), given.Apply(new TrainingOptions()));
            Assert.Equal(Setting.Show(value), Setting.Show(back[row.Name]));
            Assert.Equal(given, SettingValues.FromJson(given.ToJson()));
        }
    }

    [Fact]
    public void Faults_EveryRange_NamesSettingValueAndRemedy()
    {
        foreach (var row in SettingTable.Rows.Where(row => row.Setting.Least is not null))
        {
            var text = Setting.Show(row.Setting.IsList ? new JsonArray(-1) : row.Setting.Least!.Value - 1);
            var given = Named(row).With(row.Name, row.Setting.Parse(text));
            var faults = given.Apply(new VaeOptions()).Faults().Concat(given.Apply(new TrainingOptions()).Faults());
            Assert.Matches($"^{row.Name} (was|had) {text}; .*must be .*Use --{row.Name} ", faults.First());
        }
    }

    [Theory]
    [InlineData("latnets", "5", "there is no setting 'latnets'; the settings are model, hidden")]
    [InlineData("epochs", "\"ten\"", "epochs was ten; it must be a whole number from 1 to 1,000,000")]
    [InlineData("activation", "\"sine\"", "activation was sine; it must be one of relu, tanh")]
    [InlineData("hidden", "\"5,x\"", "--hidden was '5,x'; it must be whole numbers separated by commas, such as --hidden 512,512")]
    [InlineData("likelihood", "5", "likelihood was 5; it must be one of bernoulli")]
    public void Set_AnotherNameOrType_SaysWhatIsAllowed(string name, string json, string fault) => Assert.StartsWith(
        fault, Assert.Throws<OptionsException>(() => SettingValues.FromJson(new() { [name] = JsonNode.Parse(json) })).Message, StringComparison.Ordinal);

    [Fact]
    public void Set_Nothing_TakesTheValueAway()
    {
        var values = new SettingValues { ["epochs"] = 5 }.With("epochs", null);
        Assert.False(values.Has("epochs"));
        Assert.Equal(new SettingValues(), values);
    }

    [Fact]
    public void Equals_OtherValuesOrNone_IsFalse()
    {
        var values = new SettingValues { ["epochs"] = 5 };
        Assert.True(values.Equals(new SettingValues { ["epochs"] = 5 }));
        Assert.False(values.Equals(new SettingValues { ["epochs"] = 6 }));
        Assert.False(values.Equals(null));
    }

    [Fact]
    public void Apply_Numbers_ChangesThoseAlone()
    {
        var iwae = new SettingValues { ["objective"] = "iwae", ["k"] = 50, ["estimator"] = "dreg" }.Apply(new TrainingOptions());
        Assert.Equal(new Iwae(50, GradientEstimator.Dreg), iwae.Objective);
        Assert.Equal(new Iwae(7, GradientEstimator.Dreg), new SettingValues { ["k"] = 7 }.Apply(iwae).Objective);
        Assert.Equal(new EvidenceLowerBound(5), new SettingValues { ["k"] = 5 }.Apply(new TrainingOptions()).Objective);
        Assert.Equal(new Capacity(10, 10, 30), new SettingValues { ["objective"] = "capacity", ["capacity"] = 10, ["gamma"] = 30 }.Apply(iwae).Objective);
    }

    [Fact]
    public void Over_AnotherObjective_LeavesTheRecipesNumbersBehind()
    {
        var recipe = new SettingValues { ["objective"] = "piwae", ["m"] = 3, ["k"] = 4, ["estimator"] = "dreg" };
        Assert.Equal(new FreeBits(), new SettingValues { ["objective"] = "free_bits" }.Over(recipe).Apply(new TrainingOptions()).Objective);
        Assert.Empty(new SettingValues { ["objective"] = "free_bits" }.Over(recipe).AllFaults());
        Assert.Equal(new Piwae(3, 8, GradientEstimator.Dreg), new SettingValues { ["k"] = 8 }.Over(recipe).Apply(new TrainingOptions()).Objective);
    }

    [Fact]
    public void Faults_AnOptionOfAnotherObjective_NamesThoseThatHaveIt()
    {
        var fault = Assert.Single(new SettingValues { ["objective"] = "iwae", ["m"] = 3 }.AllFaults());
        Assert.Equal("m was 3, but the iwae objective has none. Use --objective miwae or piwae, or leave --m out.", fault);
        Assert.StartsWith(
            "free-bits was 0.1, but the elbo objective has none. Use --objective free-bits",
            Assert.Single(new SettingValues { ["free_bits"] = 0.1 }.AllFaults()),
            StringComparison.Ordinal);
        Assert.Empty(new SettingValues { ["free_bits"] = 0.1 }.Faults(new(), new() { Objective = new FreeBits() }));
    }

    [Fact]
    public void For_OtherObjectives_TrainByTorchAndSayWhy()
    {
        var training = new TrainingOptions { Objective = new Capacity() };
        var choice = EngineChoice.For(new(), training);
        Assert.False(choice.IsManaged);
        Assert.Equal("the managed engine does not support the objective capacity", choice.Reason);
        Assert.StartsWith(
            "the managed engine supports the ELBO only with one draw",
            EngineChoice.For(new(), new() { Objective = new EvidenceLowerBound(5) }).Reason,
            StringComparison.Ordinal);
        var error = Assert.Throws<OptionsException>(() => EngineChoice.For(new(), training with { Engine = EngineKind.Managed }));
        Assert.Contains("Use --engine auto", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Names the kind that has a setting.</summary>
    private static SettingValues Named(SettingRow row) => row.Owner is { } family
        ? new SettingValues().With(SettingTable.ChoiceOf(family).Name, row.Kinds.Last())
            .With("lr-steps", row.Name == "lr-gamma" ? new JsonArray(3) : null)
        : row.Name == "cycle-rise" ? new() { ["cycles"] = 2 } : new();

    /// <summary>Values that are not the default.</summary>
    private static IEnumerable<JsonNode> OtherValues(SettingRow row) => row.Setting switch
    {
        { Choices: { Count: > 0 } choices } => choices.Select(row.Setting.Parse),
        { IsList: true } => [row.Setting.Parse("16,48")],
        { Type: var type } when type == typeof(int) || type == typeof(ulong) => [3],
        { Type: var type } when type == typeof(double) => [0.75],
        { Name: "device" } => ["cuda:1"],
        _ => ["5 steps"],
    };
}

/// <summary>Validation of settings on their own.</summary>
internal static class SettingFaults
{
    /// <summary>Settings that contradict each other, and values out of range.</summary>
    public static IEnumerable<string> AllFaults(this SettingValues given)
    {
        var (model, training) = (given.Apply(new VaeOptions()), given.Apply(new TrainingOptions()));
        return given.Faults(model, training).Concat(model.Faults()).Concat(training.Faults());
    }
}
