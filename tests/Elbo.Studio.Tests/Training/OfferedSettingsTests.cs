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
        Assert.Empty("model channels blocks likelihood sigma binarization output-bias".Split(' ').Intersect(names));
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
        Assert.Empty(OfferedSettings.Usual("mnist"));
    }

    [Theory]
    [InlineData("mnist")]
    [InlineData(null)]
    public void For_ImagesOrNothingYet_OffersAll(string? data) =>
        Assert.Equal(SettingTable.Rows.Select(row => (row.Name, row.Choices.Count)), OfferedSettings.For(data).Select(row => (row.Name, row.Choices.Count)));
}
