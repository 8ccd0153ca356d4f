using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Data.Arrays;
using Elbo.Data.Tables;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Runs;
using Elbo.Settings;
using Elbo.Tests.Data;
using Elbo.Tests.Training;

namespace Elbo.Tests;

[Collection(TorchCollection.Name)]
public sealed class TrainingPlanTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Run => folder.File("run");

    [Fact]
    public void Of_Nothing_IsMnistWithTheDefaults()
    {
        var plan = TrainingPlan.Of(new());
        Assert.Equal(("mnist", null, Path.Combine("runs", "mnist")), (plan.Data, plan.Recipe, plan.Folder));
        Assert.Equal(new VaeOptions(), plan.Model);
        Assert.Equal(new(), plan.Training);
        Assert.Equal(["elbo", "train", "mnist"], plan.Command!);
        Assert.Empty(plan.Reasons);
    }

    [Fact]
    public void Of_RecipeWithSettings_LaysThemOverTheRecipe()
    {
        var recipe = RecipeBook.Read("flax");
        var plan = TrainingPlan.Of(new() { Recipe = "flax", Settings = Settings(("latents", 3), ("seed", 7)) });
        Assert.Equal((recipe.Data, "flax", Path.Combine("runs", "flax")), (plan.Data, plan.Recipe, plan.Folder));
        Assert.Equal(recipe.Options.Apply(new VaeOptions()) with { Latents = 3 }, plan.Model);
        Assert.Equal((7UL, recipe.Options.Apply(new Elbo.Training.TrainingOptions()).Batch), (plan.Training.Seed, plan.Training.Batch));
        Assert.Equal(["elbo", "train", recipe.Data, "--recipe", "flax", "--latents", "3", "--seed", "7"], plan.Command!);
    }

    [Fact]
    public void Of_StagesWithoutANet_AreThoseOfAResidualNet()
    {
        var plan = TrainingPlan.Of(new() { Settings = Settings(("blocks", 2)) });
        Assert.Equal(2, Assert.IsType<ResNetOptions>(plan.Model.Net).Blocks);
        Assert.Equal(["elbo", "train", "mnist", "--model", "resnet", "--blocks", "2"], plan.Command!);
    }

    [Fact]
    public void Of_Table_HasAModestModelAndNoBinarization()
    {
        var plan = TrainingPlan.Of(new() { Data = "data/houses.csv", Columns = new Dictionary<string, ColumnKind> { ["id"] = ColumnKind.Skip } });
        Assert.Equal(TrainingRun.Modest, plan.Model);
        Assert.Equal((Binarization.None, Path.Combine("runs", "houses")), (plan.Training.Binarization, plan.Folder));
        Assert.Equal(["elbo", "train", "data/houses.csv", "--columns", "id:skip"], plan.Command!);
    }

    [Fact]
    public void Of_SeveralFaults_NamesThemAllBeforeAnyDataIsRead()
    {
        var faults = Assert.Throws<OptionsException>(() => TrainingPlan.Of(new()
        {
            Data = "absent.csv",
            DataOptions = new() { Background = "mauve" },
            Settings = Settings(("likelihood", "gaussian_optimal"), ("latents", 0), ("batch", 0)),
        })).Faults;
        Assert.Equal(5, faults.Count);
        Assert.Contains("likelihood was gaussian-optimal, but each column", faults[0], StringComparison.Ordinal);
        Assert.Contains("--background was given, but absent.csv is a table", faults[1], StringComparison.Ordinal);
        Assert.Contains("background was 'mauve'", faults[2], StringComparison.Ordinal);
        Assert.Contains("latents was 0", faults[3], StringComparison.Ordinal);
        Assert.Contains("batch was 0", faults[4], StringComparison.Ordinal);
    }

    [Fact]
    public void Start_LargeImages_ChoosesForThemAndGivesItsReasons()
    {
        var images = new ImageSet(new(1, 40, 40), new byte[40 * 1600]);
        TrainingPlan? read = null;
        var host = new TrainingHost { Load = (name, _) => new Dataset<ImageSet>(name, images, images.Slice(0, 10)), OnRead = plan => read = plan };
        var settings = Settings(("epochs", 1), ("channels", new JsonArray(16, 16)), ("latents", 2));
        var request = new TrainingRequest { Data = "scans", Folder = Run, Settings = settings };
        using var run = TrainingPlan.Of(request).Start(host);
        using var model = run.Model;
        Assert.StartsWith("Chosen for 40 training images of 40×40: ", Assert.Single(read!.Reasons), StringComparison.Ordinal);
        Assert.Equal(32, run.Manifest.Training.Batch);
        Assert.Equal(read.Command, run.Manifest.Command);
        Assert.Contains("--batch", read.Command!);
    }

    [Fact]
    public void Train_AgainAfterItWasStopped_ContinuesAndThenTakesWhatIsDone()
    {
        var plan = TrainingPlan.Of(TwoEpochs);
        using (var stopped = plan.Start())
            Small.Cancel(stopped, step: 8);
        Assert.Equal((RunStatus.Cancelled, 1), Stands());
        using (var model = plan.Train(cancellation: TestContext.Current.CancellationToken))
            Assert.Equal(3, model.Options.Latents);
        Assert.Equal((RunStatus.Finished, 2), Stands());
        var weights = Small.Weights(Run);
        using (var taken = plan.Train(cancellation: TestContext.Current.CancellationToken))
            Assert.Equal(weights, Small.Weights(Run));

        // The weights are those of an uninterrupted training.
        var whole = folder.File("whole");
        TrainingPlan.Of(TwoEpochs with { Folder = whole }).Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        Assert.Equal(Small.Weights(whole), weights);

        (RunStatus, int) Stands() => RunFolder.Open(Run).ReadManifest() is var run ? (run.Status, run.EpochsDone) : default;
    }

    [Theory]
    [InlineData("lr", 0.5, "--lr was 0.5, but the run has 0.001")]
    [InlineData("latents", 5, "the plan's model is 30-8-z5-8-30")]
    [InlineData("seed", 9, "--seed was 9, but the run has 0")]
    [InlineData("epochs", 1, "2 epochs")]
    public void Train_FolderOfAnotherRun_IsRefusedAndLeftAlone(string setting, double value, string message)
    {
        TrainingPlan.Of(TwoEpochs).Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        var before = File.ReadAllText(Path.Combine(Run, "run.json"));
        JsonNode other = value == Math.Floor(value) ? (int)value : value;
        var plan = TrainingPlan.Of(TwoEpochs with { Settings = TwoEpochs.Settings.With(setting, other) });
        var refusal = Assert.Throws<RunException>(() => plan.Train(cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("holds another run than this plan makes", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(Run, "run.json")));
    }

    [Fact]
    public void Train_MoreEpochs_Continues()
    {
        TrainingPlan.Of(TwoEpochs).Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        var threeEpochs = TwoEpochs with { Settings = TwoEpochs.Settings.With("epochs", 3) };
        TrainingPlan.Of(threeEpochs).Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        var run = RunFolder.Open(Run).ReadManifest();
        Assert.Equal((3, "3"), (run.EpochsDone, run.Command![run.Command.ToList().IndexOf("--epochs") + 1]));
    }

    [Fact]
    public void Resume_WithSettings_ChangesWhatMayChangeAndRefusesTheRest()
    {
        TrainingPlan.Of(TwoEpochs).Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        using (var run = TrainingPlan.Resume(Run, Settings(("epochs", 3))))
            run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        Assert.Equal(3, RunFolder.Open(Run).ReadManifest().EpochsDone);
        var faults = Assert.Throws<OptionsException>(() => TrainingPlan.Resume(Run, Settings(("epochs", 4), ("lr", 0.5), ("latents", 9)))).Faults;
        Assert.Equal(2, faults.Count);
    }

    /// <summary>A training of two epochs on an IDX file.</summary>
    private TrainingRequest TwoEpochs => new()
    {
        Data = Idx(),
        Folder = Run,
        Settings = Settings(("hidden", new JsonArray(8)), ("latents", 3), ("batch", 18), ("epochs", 2), ("threads", 1), ("checkpoint_every", "1 steps")),
    };

    private string Idx()
    {
        var path = folder.File("train-images-idx3-ubyte");
        if (!File.Exists(path))
            IdxFile.Write(path, Small.Data.Train);
        return path;
    }

    private static SettingValues Settings(params (string Name, JsonNode Value)[] settings) =>
        SettingValues.FromJson(new(settings.Select(setting => KeyValuePair.Create(setting.Name, (JsonNode?)setting.Value))));
}
