using Elbo.Data;
using Elbo.Models;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo.Tests.Settings;

public sealed class ModelChoiceTests
{
    private static readonly ImageShape Faces = new(3, 64, 64);

    [Theory]
    [InlineData(28, 28, 60_000)]
    [InlineData(32, 32, 6_400)]
    public void For_SmallGreyImages_LeavesTheDefaults(int height, int width, int count) => Assert.Null(ModelChoice.For(new(1, height, width), count));

    [Theory]
    [InlineData(3, 64, 64, 300, 200)]
    [InlineData(3, 64, 64, 1_530, 100)]
    [InlineData(3, 32, 32, 50_000, 20)]
    [InlineData(1, 64, 20, 4_000, 40)]
    public void For_ColourOrLargeImages_TakesAResidualNetAndTrainsSmallSetsLonger(int channels, int height, int width, int count, int epochs)
    {
        var choice = ModelChoice.For(new(channels, height, width), count)!;
        Assert.Equal(
            new SettingValues { ["model"] = "resnet", ["latents"] = 128, ["likelihood"] = "gaussian_optimal", ["batch"] = 32, ["epochs"] = epochs },
            choice.Options);
        Assert.Equal(
            ["--model", "resnet", "--likelihood", "gaussian-optimal"],
            choice.Options.Words().Chunk(2).Where(option => option[0] is "--model" or "--likelihood").SelectMany(option => option));
        Assert.EndsWith($": {string.Join(' ', choice.Options.Words())}", choice.Reason, StringComparison.Ordinal);
        var colour = channels == 3 ? " in colour" : "";
        var shape = new ImageShape(channels, height, width);
        Assert.StartsWith($"Chosen for {count} training images of {shape}{colour}: ", choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, null, 400)]
    [InlineData(1_000, null, 125)]
    [InlineData(1_000, 10, 20)]
    [InlineData(5, null, 400)]
    public void For_FewSmallGreyImages_TrainsForTwoThousandSteps(int count, int? batch, int epochs)
    {
        var given = new SettingValues { ["batch"] = batch };
        var choice = ModelChoice.For(new(1, 28, 28), count, given);
        Assert.Equal(epochs == 20 ? null : $"Chosen for {count} training images: --epochs {epochs}", choice?.Reason);
        Assert.Equal(choice?.Options, ModelChoice.ForRows(count, given)?.Options);
        Assert.Null(ModelChoice.ForRows(count, new() { ["epochs"] = 3 }));
    }

    [Fact]
    public void ForRows_Thousands_ChoosesWhatDrawsTheBestRowsAndKeepsWhatWasGiven()
    {
        Assert.Equal(
            ["--latents", "16", "--prior", "mixture", "--components", "100"], ModelChoice.ForRows(29_305, new())!.Options.Words().Take(6));
        var given = new SettingValues { ["prior"] = "standard", ["beta"] = 1, ["batch"] = 64 };
        Assert.Equal(new() { ["latents"] = 16, ["lr_schedule"] = "cosine", ["epochs"] = 44 }, ModelChoice.ForRows(29_305, given)!.Options);
        Assert.Null(ModelChoice.ForRows(29_305, new() { ["objective"] = "iwae" })!.Options["beta"]);
        Assert.Equal(5, (int)ModelChoice.ForRows(3_000_000, new())!.Options["epochs"]!);
    }

    [Fact]
    public void For_ManagedEngine_ChoosesWhatThatEngineKnows()
    {
        var given = new SettingValues { ["engine"] = "managed" };
        var options = given.Over(ModelChoice.For(Faces, 100, given)!.Options);
        var model = options.Apply(new VaeOptions { Shape = Faces });
        Assert.Equal("gaussian", options["likelihood"]?.ToString());
        Assert.Equal("managed", EngineChoice.For(model, options.Apply(TrainingOptions.For(model))).Name);
    }

    [Fact]
    public void For_OptionsThatAreGiven_LeavesThemAndWhatDependsOnThem()
    {
        Assert.Null(ModelChoice.For(Faces, 100, new() { ["hidden"] = "400" })!.Options["model"]);
        Assert.Null(ModelChoice.For(Faces, 100, new() { ["engine"] = "managed" })!.Options["model"]);
        Assert.Null(ModelChoice.For(Faces, 100, new() { ["activation"] = "gated" })!.Options["model"]);
        Assert.Null(ModelChoice.For(Faces, 100, new() { ["model"] = "conv" })!.Options["model"]);
        Assert.Null(ModelChoice.For(Faces, 100, new() { ["binarization"] = "dynamic" })!.Options["likelihood"]);
        Assert.Equal("gaussian_optimal", ModelChoice.For(Faces, 100, new() { ["binarization"] = "none" })!.Options["likelihood"]?.ToString());
        Assert.Null(ModelChoice.For(Faces, 100, new() { ["model"] = "mlp", ["latents"] = 5, ["likelihood"] = "bernoulli", ["batch"] = 8, ["epochs"] = 1 }));
    }

    [Theory]
    [InlineData(100, null, null, 21)]
    [InlineData(6_000, 200, null, 66)]
    [InlineData(6_001, null, null, null)] // more than a tenth
    [InlineData(100, null, 5, null)]
    [InlineData(null, null, null, null)]
    public void For_FewKnownLabels_PutsThemIntoEveryBatch(int? known, int? batch, int? given, int? chosen)
    {
        var values = new SettingValues { ["objective"] = "m2", ["labels-known"] = known, ["batch"] = batch, ["labels-per-batch"] = given };
        var choice = ModelChoice.For(new(1, 28, 28), 60_000, values);
        Assert.Equal(chosen is null ? null : $"Chosen for 60000 training images, {known} of them with a label: --labels-per-batch {chosen}", choice?.Reason);
    }

    [Fact]
    public void For_FewKnownLabelsOfPhotos_TakesAThirdOfTheirBatch() => Assert.Equal(
        10, (int)ModelChoice.For(Faces, 5_000, new() { ["labels-known"] = 100 })!.Options["labels-per-batch"]!);
}
