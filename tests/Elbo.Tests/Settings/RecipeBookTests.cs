using System.Text;
using System.Text.Json;
using Elbo.Data;
using Elbo.Data.Known;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Objectives;
using Elbo.Settings;
using Elbo.Tests.Data;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Tests.Settings;

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
            Assert.InRange(published.Value, published.IsAccuracy ? 0 : 20, published.IsAccuracy ? 100 : 250);
            Assert.NotEmpty(published.Source);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_EveryRecipeWrittenAgain_IsTheSame(string name)
    {
        var recipe = RecipeBook.Read(name);
        using var folder = new TempFolder();
        var path = folder.Write("again.json", JsonSerializer.SerializeToUtf8Bytes(recipe, KindJson.Indented));
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
    public void Read_Collapse_AveragesTheDistortion() => Assert.Equal("mean", RecipeBook.Read("collapse").Options["reduction"]?.ToString());

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
    public void Read_LongFile_IsRefusedAsARecipe()
    {
        using var folder = new TempFolder();
        var path = folder.Write("long.json", new byte[(1 << 20) + 1]);
        var message = Assert.Throws<OptionsException>(() => RecipeBook.Read(path)).Message;
        Assert.StartsWith($"the recipe {path}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"plugins":["a.dll","b/c.dll"]}""", "a.dll b/c.dll")]
    [InlineData("""{"plugins":[]}""", "")]
    [InlineData("""{"plugins":"a.dll"}""", "")]
    [InlineData("""{"plugins":["a.dll"],"plugins":["b.dll"]}""", "")]
    [InlineData("{}", "")]
    [InlineData("null", "")]
    [InlineData("[1]", "")]
    [InlineData("not JSON", "")]
    public void PluginsOf_AnyFile_ArePathsBesideItOrNone(string json, string plugins)
    {
        using var folder = new TempFolder();
        var path = folder.Write("recipe.json", Encoding.UTF8.GetBytes(json));
        string[] expected = [.. plugins.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => Path.Combine(Path.GetDirectoryName(path)!, name))];
        Assert.Equal(expected, RecipeBook.PluginsOf(path));
    }

    [Fact]
    public void PluginsOf_NoFile_AreNone() => Assert.Empty(RecipeBook.PluginsOf("no-such.json"));

    [Fact]
    public void Resolved_ARecipe_HasItsOptionsAndTheDefaults()
    {
        var resolved = Parse("""{"name":"a","description":"b.","data":"mnist","options":{"latents":7}}""").Resolved();
        Assert.Equal(("7", "20"), (resolved["latents"]?.ToString(), resolved["epochs"]?.ToString()));
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
        var model = new VaeOptions { Hidden = [9, 8], DecoderHidden = [7], Latents = 3, Activation = Activation.Gelu, Likelihood = new Gaussian(0.3) };
        var training = new TrainingOptions
        {
            Epochs = 2,
            Batch = 3,
            LearningRate = 0.1,
            Beta = 4,
            Warmup = 1,
            Cycle = 2,
            Binarization = Binarization.Dynamic,
            Reduction = Reduction.Mean,
            Validation = 5,
            Seed = 6,
            Device = "cuda:1",
            Threads = 7,
        };
        Assert.Equal(model, new SettingValues().Apply(model));
        Assert.Equal(training, new SettingValues().Apply(training));
    }

    [Fact]
    public void Apply_Everything_ChangesEveryOption()
    {
        var overrides = Parse("""
            {"name":"a","description":"b.","data":"mnist","options":{"hidden":[9,8],"decoder_hidden":[7],"latents":3,"activation":"gelu",
             "likelihood":"gaussian","sigma":0.3,"warmup":0.5,
             "epochs":2,"batch":3,"lr":0.1,"beta":4,"binarization":"dynamic","reduction":"mean","validation":5,"seed":6,
             "lr_schedule":"step","lr_steps":[1,4],"lr_gamma":0.5,"adam_beta1":0.8,"adam_beta2":0.99,"adam_epsilon":1e-4,"init":"he","output_bias":"mean",
             "threads":7,"device":"cuda:1"}}
            """).Options;
        Assert.Equal(
            new VaeOptions { Hidden = [9, 8], DecoderHidden = [7], Latents = 3, Activation = Activation.Gelu, Likelihood = new Gaussian(0.3) },
            overrides.Apply(new VaeOptions()));
        Assert.Equal(
            new TrainingOptions
            {
                Epochs = 2,
                Batch = 3,
                LearningRate = 0.1,
                LearningRateSchedule = new StepRate([1, 4], 0.5),
                AdamBeta1 = 0.8,
                AdamBeta2 = 0.99,
                AdamEpsilon = 1e-4,
                Initialization = WeightInitialization.He,
                OutputBias = OutputBias.Mean,
                Beta = 4,
                Warmup = 0.5,
                Binarization = Binarization.Dynamic,
                Reduction = Reduction.Mean,
                Validation = 5,
                Seed = 6,
                Device = "cuda:1",
                Threads = 7,
            },
            overrides.Apply(new TrainingOptions()));
    }

    [Fact]
    public void Words_GivenOptions_AreThoseOfTheCommandLine() => Assert.Equal(
        ["--hidden", "9,8", "--lr", "0.001", "--lr-schedule", "iwae", "--adam-beta1", "0.5", "--binarization", "dynamic", "--checkpoint-every", "1000 steps"],
        new SettingValues
        {
            ["hidden"] = "9,8",
            ["lr"] = 1e-3,
            ["lr_schedule"] = "iwae",
            ["adam_beta1"] = 0.5,
            ["binarization"] = "dynamic",
            ["checkpoint_every"] = "1000 steps",
        }.Words());

    [Theory]
    [InlineData("""{"lr_schedule":"step"}""", "lr-steps was empty; it must be whole numbers separated by commas, such as --lr-steps 200,350")]
    [InlineData("""{"lr_gamma":0.5}""", "lr-steps was empty")]
    [InlineData("""{"lr_schedule":"iwae","lr_steps":[3]}""", "lr-steps was 3, but the iwae learning-rate schedule has none. Use --lr-schedule step")]
    public void Faults_HalfASchedule_SaysWhatIsMissing(string options, string fault) =>
        Assert.Contains(
            fault,
            Assert.Single(Parse($$"""{"name":"a","description":"b.","data":"mnist","options":{{options}}}""").Options.AllFaults()),
            StringComparison.Ordinal);

    [Fact]
    public void Over_OptionsOfBoth_TakesTheUppers()
    {
        var below = Parse("""
            {"name":"a","description":"b.","data":"mnist","options":{"hidden":[9,8],"decoder_hidden":[7],"latents":3,"activation":"gelu",
             "likelihood":"gaussian","sigma":0.3,"epochs":2,"batch":3,"lr":0.1,"beta":4,"cycles":2,"cycle_rise":0.25,"binarization":"dynamic",
             "reduction":"mean","validation":5,"seed":6,"threads":7,"engine":"torch","device":"cuda:1"}}
            """).Options;
        Assert.Equal(below, new SettingValues().Over(below));
        Assert.Equal(below, below.Over(new()));
        var above = new SettingValues { ["hidden"] = "5", ["epochs"] = 8, ["likelihood"] = "gaussian" };
        var both = above.Over(below);
        Assert.Equal("784-5-z3-5-784", both.Apply(new VaeOptions()).Describe());
        Assert.Equal(new Gaussian(0.3), both.Apply(new VaeOptions()).Likelihood);
        // The recipe's two cycles divide the epochs of the command line.
        Assert.Equal(new BetaSchedule(4, 1, 4), both.Apply(new TrainingOptions()).BetaSchedule);
        Assert.Empty(both.AllFaults());
    }

    [Fact]
    public void Over_AnotherLikelihoodOrSchedule_ReplacesAllOfIt()
    {
        var mixture = new SettingValues { ["likelihood"] = "logistic_mixture", ["levels"] = 16, ["logistics"] = 3 };
        Assert.Equal(new LogisticMixture(3, 16), mixture.Apply(new VaeOptions()).Likelihood);
        Assert.Equal(new LogisticMixture(4, 16), new SettingValues { ["logistics"] = 4 }.Over(mixture).Apply(new VaeOptions()).Likelihood);
        Assert.Equal(new BetaBinomial(), new SettingValues { ["likelihood"] = "beta_binomial" }.Over(mixture).Apply(new VaeOptions()).Likelihood);
        var below = new SettingValues { ["likelihood"] = "gaussian", ["sigma"] = 0.3, ["cycles"] = 4, ["cycle_rise"] = 0.2 };
        var both = new SettingValues { ["likelihood"] = "bernoulli", ["warmup"] = 3 }.Over(below);
        Assert.Equal(new SettingValues { ["likelihood"] = "bernoulli", ["warmup"] = 3 }, both);
        Assert.Equal(below.With("cycles", 2), (new SettingValues { ["cycles"] = 2 }).Over(below));
        Assert.Equal(new SettingValues { ["cycles"] = 2 }, new SettingValues { ["cycles"] = 2 }.Over(new() { ["warmup"] = 3 }));
    }

    [Fact]
    public void Apply_CyclesOrWarmup_SetTheWholeSchedule()
    {
        var training = new SettingValues { ["cycles"] = 4 }.Apply(new TrainingOptions { Epochs = 10, Warmup = 9 });
        Assert.Equal(new BetaSchedule(1, 1.25, 2.5), training.BetaSchedule);
        Assert.Equal(new BetaSchedule(1, 3, null), new SettingValues { ["warmup"] = 3 }.Apply(training).BetaSchedule);
        // A run stores its cycles in epochs: more epochs leave the schedule as it is.
        var kept = JsonSerializer.SerializeToNode(training, KindJson.Indented).Deserialize<TrainingOptions>(KindJson.Indented)!;
        Assert.Equal(training.BetaSchedule, new SettingValues { ["epochs"] = 40 }.Apply(kept).BetaSchedule);
    }

    [Fact]
    public void Faults_EveryMisfit_IsNamedOnce()
    {
        var given = new SettingValues { ["sigma"] = 0.5, ["warmup"] = 2, ["cycles"] = 0, ["cycle_rise"] = 1.5 };
        Assert.Equal(["sigma", "warmup", "cycles", "cycle-rise"], given.AllFaults().Select(fault => fault.Split(' ')[0]));
        Assert.StartsWith(
            "cycle-rise was given without cycles", Assert.Single(new SettingValues { ["cycle_rise"] = 0.5 }.AllFaults()), StringComparison.Ordinal);
    }
}
