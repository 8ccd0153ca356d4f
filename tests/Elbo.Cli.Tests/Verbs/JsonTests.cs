using System.Text.Json;
using Elbo.Settings;

namespace Elbo.Cli.Tests.Verbs;

public sealed class JsonTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Train_PrintsOneDocumentWithItsNumbers()
    {
        var data = TinyData.Write(folder);
        var document = (await Ran.Elbo(["train", data, "--out", folder.At("run"), "--epochs", "2", "--json", .. TinyData.Net])).Json();
        AssertKeys(
            document, "run", "status", "recipe", "data", "binarization", "epochs", "best_epoch", "seconds", "examples_per_second", "train", "test", "findings");
        Assert.Equal("finished", document.GetProperty("status").GetString());
        Assert.Equal("threshold", document.GetProperty("binarization").GetString());
        foreach (var split in new[] { document.GetProperty("train"), document.GetProperty("test") })
        {
            AssertKeys(split, "neg_elbo", "distortion", "rate");
            Assert.Equal(Number(split, "distortion") + Number(split, "rate"), Number(split, "neg_elbo"), 1e-9);
        }
        Assert.True(File.Exists(document.GetProperty("weights").GetString()));
    }

    [Fact]
    public async Task Evaluate_RepeatsWhatTrainingPrinted()
    {
        var data = TinyData.Write(folder);
        var trained = (await Ran.Elbo(["train", data, "--out", folder.At("run"), "--epochs", "2", "--json", .. TinyData.Net])).Json();
        var evaluated = (await Ran.Elbo("evaluate", folder.At("run"), "--json")).Json();
        Assert.Equal(Number(trained.GetProperty("test"), "neg_elbo"), Number(evaluated, "neg_elbo"));
    }

    [Fact]
    public async Task EveryFigureVerb_PrintsOneDocumentThatNamesItsFile()
    {
        var run = await TinyData.TrainRun(folder);
        foreach (var verb in new[] { "sample", "reconstruct", "manifold", "interpolate", "traverse" })
        {
            var document = (await Ran.Elbo(verb, run, "--json", "--force")).Json();
            Assert.True(File.Exists(document.GetProperty("file").GetString()), verb);
        }
    }

    [Fact]
    public async Task DataList_HoldsEveryKnownDataSet()
    {
        var sets = (await Ran.Elbo("data", "list", "--json")).Json().GetProperty("datasets");
        foreach (var set in sets.EnumerateArray())
            AssertKeys(set, "name", "description", "shape", "splits", "present", "folder", "searched");
        var mnist = sets.EnumerateArray().Single(set => set.GetProperty("name").GetString() == "mnist");
        Assert.True(mnist.GetProperty("present").GetBoolean());
        Assert.Equal([60_000, 10_000], mnist.GetProperty("splits").EnumerateArray().Select(split => split.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task DataInspect_OfMnist_IsThePublishedOne()
    {
        var document = (await Ran.Elbo("data", "inspect", "mnist", "--json")).Json();
        AssertKeys(document, "name", "shape", "files", "test_split", "is_published", "binarizations", "binarization_note", "splits", "sheet");
        Assert.True(document.GetProperty("is_published").GetBoolean());
        // The mean and standard deviation that every MNIST tutorial normalizes with.
        var train = document.GetProperty("splits")[0];
        Assert.Equal(0.1307, Number(train, "mean"), 4);
        Assert.Equal(0.3081, Number(train, "standard_deviation"), 4);
    }

    [Fact]
    public async Task Recipes_HoldsEachRecipe_AndOneIsTheSameAlone()
    {
        var recipes = (await Ran.Elbo("recipes", "--json")).Json().GetProperty("recipes").EnumerateArray().ToList();
        Assert.Equal(RecipeBook.Names, recipes.Select(recipe => recipe.GetProperty("name").GetString()));
        foreach (var recipe in recipes)
        {
            AssertKeys(recipe, "name", "description", "data", "options", "published");
            var alone = (await Ran.Elbo("recipes", recipe.GetProperty("name").GetString()!, "--json")).Json();
            Assert.Equal(recipe.GetRawText().Replace(" ", ""), alone.GetRawText().Replace(" ", ""));
        }
    }

    [Fact]
    public async Task Doctor_IsReadyHere()
    {
        var document = (await Ran.Elbo("doctor", "--json")).Json();
        AssertKeys(document, "ready", "remedy", "os", "platform", "dotnet", "cpu", "memory", "libtorch", "folders");
        Assert.True(document.GetProperty("ready").GetBoolean());
        Assert.Equal("cpu", document.GetProperty("libtorch").GetProperty("devices")[0].GetString());
    }

    private static void AssertKeys(JsonElement element, params string[] keys) =>
        Assert.All(keys, key => Assert.True(element.TryGetProperty(key, out _), $"{key} is missing in {element}"));

    private static double Number(JsonElement element, string key) => element.GetProperty(key).GetDouble();
}
