using Elbo.Data.Tables;
using Elbo.Settings;
using Elbo.Studio.Training;

namespace Elbo.Studio.Tests.Training;

public sealed class OfferedSettingsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void For_ATable_OffersNothingThatOnlyImagesHave()
    {
        File.WriteAllText(folder.At("a.csv"), "x,y\n1.5,2\n2.5,3\n");
        var rows = OfferedSettings.For(folder.At("a.csv"));
        string[] names = [.. rows.Select(row => row.Name)];
        // A table's only net is the dense one; another that takes rows would be a choice.
        Assert.Empty("channels blocks likelihood sigma binarization output-bias condition-region guess-epochs".Split(' ').Intersect(names));
        Assert.Empty("hidden latents activation prior components objective beta epochs seed".Split(' ').Except(names));
    }

    [Fact]
    public void Usual_OfATable_IsWhatItsTrainingWouldHave()
    {
        File.WriteAllText(folder.At("a.csv"), "x,y\n1.5,2\n2.5,3\n");
        var plan = TrainingPlan.Of(new() { Data = folder.At("a.csv"), Folder = folder.At("run") });
        var usual = OfferedSettings.Usual(folder.At("a.csv"));
        Assert.Equal($"{plan.Model.Latents}", usual["latents"]);
        Assert.Equal("128,128", usual["hidden"]);
        Assert.False(usual.ContainsKey("lr"));
        Assert.Equal(new Dictionary<string, string> { ["k"] = "1" }, OfferedSettings.Usual("mnist"));
    }

    [Fact]
    public void Usual_WhateverIsTyped_DoesNotFail()
    {
        var photos = new FoundData(new(3, 64, 64), 270);
        var typed = from row in SettingTable.Rows
                    from text in (string[])["", "-1", "0", "1", "0.5", "1e300", "nan", ",", "no such", .. row.Choices]
                    select new Dictionary<string, string> { [row.Name] = text };
        Assert.All(typed, given => Assert.NotNull(OfferedSettings.Usual(folder.Path, photos, given)));
    }

    [Theory]
    [InlineData("condition-region", "left")]
    [InlineData("guess-epochs", "5")]
    public void For_ATable_WhatIsNotOffered_IsRefused(string option, string value)
    {
        File.WriteAllText(folder.At("a.csv"), "x,y\n1.5,2\n2.5,3\n");
        var settings = new SettingValues().With(option, SettingTable.Find(option)!.Setting.Parse(value));
        var request = new TrainingRequest { Data = folder.At("a.csv"), Folder = folder.At("run"), Settings = settings };
        var fault = Assert.Single(Assert.Throws<OptionsException>(() => TrainingPlan.Of(request)).Faults);
        Assert.Contains("the rows of a table have no region", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Usual_OfDataThatWasRead_IsWhatItsTrainingChooses()
    {
        File.WriteAllText(folder.At("a.csv"), "x,y\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i % 17}.5,{i * 7 % 31}\n")));
        var plan = TrainingPlan.Of(new() { Data = folder.At("a.csv"), Folder = folder.At("run") });
        using var run = plan.Start();
        var found = new FoundData(run.Manifest.Model.Shape, run.Manifest.Data.TrainCount);
        Assert.Equal(found.Count, TableDatasets.TrainingRows(300));
        Assert.Equal($"{run.Manifest.Training.Epochs}", OfferedSettings.Usual(folder.At("a.csv"), found, new Dictionary<string, string>())["epochs"]);
        Assert.NotEqual(run.Manifest.Training.Epochs, plan.Training.Epochs);

        var photos = new FoundData(new(3, 64, 64), 270);
        var none = new Dictionary<string, string>();
        Assert.Equal(("resnet", "128", "gaussian-optimal"), Chosen(OfferedSettings.Usual(folder.Path, photos, none)));
        // What follows from it in turn.
        Assert.Equal(("silu", "none"), Follow(OfferedSettings.Usual(folder.Path, photos, none)));
        Assert.Equal(("silu", null), Follow(OfferedSettings.Usual("mnist", null, new Dictionary<string, string> { ["model"] = "resnet" })));
        Assert.False(OfferedSettings.Usual(folder.Path, photos, new Dictionary<string, string> { ["hidden"] = "64" }).ContainsKey("activation"));
        // A recipe decides for itself, and a value that is not allowed is told about elsewhere.
        Assert.False(OfferedSettings.Usual(folder.Path, photos).ContainsKey("epochs"));
        Assert.False(OfferedSettings.Usual(folder.Path, photos, new Dictionary<string, string> { ["batch"] = "many" }).ContainsKey("epochs"));

        static (string?, string?) Follow(IReadOnlyDictionary<string, string> usual) =>
            (usual.GetValueOrDefault("activation"), usual.GetValueOrDefault("binarization"));
        static (string, string, string) Chosen(IReadOnlyDictionary<string, string> usual) => (usual["model"], usual["latents"], usual["likelihood"]);
    }

    [Theory]
    [InlineData("mnist")]
    [InlineData(null)]
    public void For_ImagesOrNothingYet_OffersAll(string? data) =>
        Assert.Equal(SettingTable.Rows.Select(row => (row.Name, row.Choices.Count)), OfferedSettings.For(data).Select(row => (row.Name, row.Choices.Count)));
}
