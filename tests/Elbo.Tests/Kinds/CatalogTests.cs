using System.Text.Json;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Objectives;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Tests.Kinds;

public sealed class CatalogTests
{
    private static readonly Type[] Families =
        [typeof(NetOptions), typeof(PosteriorOptions), typeof(PriorOptions), typeof(Likelihood), typeof(Objective), typeof(LearningRateSchedule)];

    /// <summary>A schedule as another assembly would write it.</summary>
    private sealed record LinearDecay(double Epochs = 10) : LearningRateSchedule
    {
        public override double Factor(double epochs) => Math.Max(0, 1 - epochs / Epochs);

        public override string Describe() => $"down to 0 over {Epochs} epochs";
    }

    /// <summary>A schedule that claims one of Elbo's own names.</summary>
    private sealed record SecondCosine : LearningRateSchedule
    {
        public override double Factor(double epochs) => 1;

        public override string Describe() => "not a cosine";
    }

    public static TheoryData<string, string> OwnKinds
    {
        get
        {
            var kinds = new TheoryData<string, string>();
            foreach (var family in Families)
                foreach (var member in Catalog.Of(family).Members.Where(member => member.Type.Assembly == typeof(Catalog).Assembly))
                    kinds.Add(family.Name, member.Name);
            return kinds;
        }
    }

    [Fact]
    public void Members_OfEveryFamily_AreAllSealedRecordsOfTheAssembly()
    {
        foreach (var family in Families)
        {
            var expected = typeof(Catalog).Assembly.GetTypes().Where(type => type.IsSubclassOf(family) && !type.IsAbstract).ToHashSet();
            Assert.NotEmpty(expected);
            Assert.Superset(expected, Catalog.Of(family).Members.Select(member => member.Type).ToHashSet());
            Assert.All(expected, type => Assert.True(type.IsSealed, $"{type} must be sealed"));
        }
    }

    [Theory]
    [MemberData(nameof(OwnKinds))]
    public void Json_OfEveryKind_IsItsNameAndSettingsAndReadsBack(string family, string name)
    {
        var baseType = Families.Single(type => type.Name == family);
        var member = Catalog.Of(baseType).Find(name)!;
        var kind = member.Type == typeof(StepRate) ? new StepRate([3, 5], 0.5) : member.Default;
        var json = JsonSerializer.SerializeToElement(kind, baseType, KindJson.Lines);
        Assert.Equal(member.Key, json.EnumerateObject().First().Value.GetString());
        Assert.Equal("name", json.EnumerateObject().First().Name);
        Assert.Equal(kind, json.Deserialize(baseType, KindJson.Lines));
        Assert.Equal(name, kind.Name);
    }

    [Fact]
    public void Add_AnOutsideSchedule_IsReadFromTrainingOptions()
    {
        Catalog.Add<LinearDecay>("linear-decay");
        Catalog.Add<LinearDecay>("linear-decay"); // adding it again changes nothing
        var training = new TrainingOptions { LearningRateSchedule = new LinearDecay(4) };
        var json = JsonSerializer.Serialize(training, KindJson.Lines);
        Assert.Contains("""{"name":"linear_decay","epochs":4}""", json, StringComparison.Ordinal);
        Assert.Equal(training, JsonSerializer.Deserialize<TrainingOptions>(json, KindJson.Lines));
    }

    [Fact]
    public void Add_ANameThatIsTaken_IsRefusedByBothNames()
    {
        var error = Assert.Throws<OptionsException>(() => Catalog.Add<SecondCosine>("cosine"));
        Assert.Contains("learning-rate schedule cosine", error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(CosineRate), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"likelihood":{"name":"bernoulli","name":"bernoulli"}}""")]
    [InlineData("""{"likelihood":{"name":"gaussian","sigma":0.5,"sigma":0.6}}""")]
    [InlineData("""{"latents":2,"latents":3}""")]
    public void Read_AKeyTwice_IsRefused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<VaeOptions>(json, KindJson.Lines));

    [Fact]
    public void Read_AnUnknownName_SaysWhatIsKnownAndThatAPluginMayHaveIt()
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<VaeOptions>("""{"likelihood":{"name":"zinb"}}""", KindJson.Lines));
        Assert.Contains("The likelihood 'zinb' is not one of bernoulli", error.Message, StringComparison.Ordinal);
        Assert.Contains("--plugin", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"likelihood":{"sigma":0.5}}""")]
    [InlineData("""{"likelihood":"gaussian"}""")]
    [InlineData("""{"likelihood":{"name":7}}""")]
    public void Read_WithoutAName_SaysHowAKindIsWritten(string json)
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<VaeOptions>(json, KindJson.Lines));
        Assert.Contains("A likelihood is written as an object with a name", error.Message, StringComparison.Ordinal);
    }
}
