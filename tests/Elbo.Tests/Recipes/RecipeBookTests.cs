using System.Text;
using System.Text.Json;
using Elbo.Data;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Recipes;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;

namespace Elbo.Tests.Recipes;

public sealed class RecipeBookTests
{
    public static IEnumerable<TheoryDataRow<string>> Names => RecipeBook.Names.Select(name => new TheoryDataRow<string>(name));

    private static Recipe Parse(string json) => RecipeBook.Parse(new MemoryStream(Encoding.UTF8.GetBytes(json)), "test.json");

    [Fact]
    public void Names_AreInAlphabeticalOrderAndHoldTheSeeds()
    {
        Assert.Equal(RecipeBook.Names.Order(StringComparer.Ordinal), RecipeBook.Names);
        Assert.Superset(new HashSet<string>(["collapse", "flax", "mnist", "seed-manifold", "seed-notebook"]), RecipeBook.Names.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_EveryRecipe_IsValidAndNamedAsItsFile(string name)
    {
        var recipe = RecipeBook.Read(name);
        Assert.Equal(name, recipe.Name);
        Assert.EndsWith(".", recipe.Description, StringComparison.Ordinal);
        Assert.NotNull(DatasetCatalog.Find(recipe.Data));
        recipe.Options.Apply(new VaeOptions()).Validate();
        recipe.Options.Apply(new TrainingOptions()).Validate();
        if (recipe.Published is { } published)
        {
            Assert.Contains(published.Split, (string[])["train", "test"]);
            Assert.InRange(published.Value, 50, 250);
            Assert.NotEmpty(published.Source);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_EveryRecipeWrittenAgain_IsTheSame(string name)
    {
        var recipe = RecipeBook.Read(name);
        using var folder = new TempFolder();
        var path = folder.Write("again.json", JsonSerializer.SerializeToUtf8Bytes(recipe, RunJson.Indented.Recipe));
        Assert.Equivalent(recipe, RecipeBook.Read(path), strict: true);
    }

    [Fact]
    public void Read_Flax_IsTheExamplesConfiguration()
    {
        var recipe = RecipeBook.Read("flax");
        Assert.Equal("784-500-z20-500-784", recipe.Options.Apply(new VaeOptions()).Describe());
        var training = recipe.Options.Apply(new TrainingOptions());
        Assert.Equal(
            (10, 128, 1e-3, Binarization.Dynamic), (training.Epochs, training.Batch, training.LearningRate, training.Binarization));
        Assert.Equal("test −ELBO 104.0", recipe.Published!.ToString());
    }

    [Fact]
    public void Read_Collapse_AveragesTheDistortion() => Assert.Equal(Reduction.Mean, RecipeBook.Read("collapse").Options.Reduction);

    [Fact]
    public void Read_UnknownName_ListsTheRecipes()
    {
        var message = Assert.Throws<OptionsException>(() => RecipeBook.Read("minst")).Message;
        Assert.Contains("'minst'", message, StringComparison.Ordinal);
        Assert.All(RecipeBook.Names, name => Assert.Contains(name, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_MissingFile_NamesIt() =>
        Assert.Contains(
            "no-such.json", Assert.Throws<OptionsException>(() => RecipeBook.Read("no-such.json")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"name":"a","description":"b.","data":"mnist","options":{"latnets":2}}""", "latnets")]
    [InlineData("""{"name":"a","description":"b.","data":"mnist","optoins":{}}""", "optoins")]
    [InlineData("""{"name":"a","description":"b."}""", "data")]
    [InlineData("""{"name":"a","description":"b.","data":null}""", "data")]
    [InlineData("""{"name":"a","description":"b.","data":"mnist","options":null}""", "options")]
    [InlineData("""{"name":"a","description":"b.","data":"mnist","options":{"epochs":"ten"}}""", "epochs")]
    [InlineData("""{"name":"a","description":"b.","data":"mnist","options":{"activation":"sine"}}""", "activation")]
    [InlineData("null", "empty")]
    [InlineData("", "not valid")]
    public void Parse_Fault_NamesTheKey(string json, string named)
    {
        var message = Assert.Throws<OptionsException>(() => Parse(json)).Message;
        Assert.Contains(named, message.Split("Known keys")[0], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("test.json", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_HiddenAlone_IsMirroredInTheDecoder()
    {
        var recipe = Parse("""{"name":"a","description":"b.","data":"mnist","options":{"hidden":[400,200]}}""");
        var model = recipe.Options.Apply(new VaeOptions());
        Assert.Equal("784-400-200-z20-200-400-784", model.Describe());
    }

    [Fact]
    public void Apply_Nothing_LeavesEveryOption()
    {
        var model = new VaeOptions { Hidden = [9, 8], DecoderHidden = [7], Latents = 3, Activation = Activation.Gelu };
        var training = new TrainingOptions
        {
            Epochs = 2,
            Batch = 3,
            LearningRate = 0.1,
            Beta = 4,
            Binarization = Binarization.Dynamic,
            Reduction = Reduction.Mean,
            Validation = 5,
            Seed = 6,
            Device = "cuda:1",
            Threads = 7,
        };
        Assert.Equal(model, new OptionOverrides().Apply(model));
        Assert.Equal(training, new OptionOverrides().Apply(training));
    }

    [Fact]
    public void Apply_Everything_ChangesEveryOption()
    {
        var overrides = Parse("""
            {"name":"a","description":"b.","data":"mnist","options":{"hidden":[9,8],"decoder_hidden":[7],"latents":3,"activation":"gelu",
             "epochs":2,"batch":3,"lr":0.1,"beta":4,"binarization":"dynamic","reduction":"mean","validation":5,"seed":6,
             "threads":7,"device":"cuda:1"}}
            """).Options;
        Assert.Equal(
            new VaeOptions { Hidden = [9, 8], DecoderHidden = [7], Latents = 3, Activation = Activation.Gelu }, overrides.Apply(new VaeOptions()));
        Assert.Equal(
            new TrainingOptions
            {
                Epochs = 2,
                Batch = 3,
                LearningRate = 0.1,
                Beta = 4,
                Binarization = Binarization.Dynamic,
                Reduction = Reduction.Mean,
                Validation = 5,
                Seed = 6,
                Device = "cuda:1",
                Threads = 7,
            },
            overrides.Apply(new TrainingOptions()));
    }
}
