using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Settings;
using Elbo.Tests.Data;
using Elbo.Tests.Likelihoods;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>Runs with every likelihood: trained, saved, loaded and evaluated again.</summary>
[Collection(TorchCollection.Name)]
public sealed class LikelihoodTrainingTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<string> EveryKind => AllLikelihoods.Names(likelihood => likelihood is not LevelLikelihood { Levels: < 256 });

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Train_TwoEpochs_FallsAndRepeatsItsNumbers(string name)
    {
        var likelihood = AllLikelihoods.Named(name);
        var path = folder.File("run");
        var manifest = Train(path, likelihood, new() { Epochs = 2, Batch = 16, Threads = 1, LearningRate = 3e-3, Binarization = likelihood.UsualBinarization });
        Assert.Equal(likelihood, manifest.Model.Likelihood);
        var rows = RunFolder.Open(path).ReadMetrics().Where(row => row.Split == "test").ToList();
        Assert.True(rows[1].NegElbo < rows[0].NegElbo);
        Assert.Equal(likelihood.BitsPerDimension(rows[1].NegElbo, 30), rows[1].BitsPerDimension);
        Assert.Equal(likelihood.BitsPerDimension(rows[1].NegElbo, 30), manifest.Test!.BitsPerDimension);

        using var vae = TrainedVae.Load(path);
        var again = vae.Evaluate(Small.Data.Test, manifest.Training.Seed, manifest.BestEpoch, TestContext.Current.CancellationToken);
        Assert.Equal(manifest.Test.NegElbo, again.NegElbo, 1e-5 * Math.Abs(again.NegElbo));
        Assert.Equal(40 * 30, vae.Reconstruct(Small.Data.Test, TestContext.Current.CancellationToken).Length);
        Assert.All(vae.Sample(3), value => Assert.True(float.IsFinite(value)));

        // The options that the command line has for it restore it.
        var options = SettingValues.Of(likelihood);
        Assert.Equal(likelihood, SettingValues.FromJson(options.ToJson()).Apply(new VaeOptions()).Likelihood);
        Assert.Empty(options.Faults(new() { Likelihood = likelihood }, new()));
    }

    [Fact]
    public void Train_GaussianOptimal_KeepsTheSigmaOfTheTrainingSplit()
    {
        var path = folder.File("run");
        var training = Small.Training with { Binarization = Binarization.None, LearningRate = 3e-3 };
        var manifest = Train(path, new GaussianOptimal(), training);
        var sigma = manifest.Test!.Sigma!.Value;
        Assert.Contains(
            $"optimal σ {sigma.ToString("G4", System.Globalization.CultureInfo.InvariantCulture)}", manifest.DescribeLikelihood(), StringComparison.Ordinal);

        using var vae = TrainedVae.Load(path);
        Assert.Equal(new Gaussian(sigma), vae.Model.Likelihood);
        var x = Small.Data.Train.Pixels.ToArray().Select(b => b / 255.0).ToArray();
        var made = vae.Reconstruct(Small.Data.Train, TestContext.Current.CancellationToken);
        // At the posterior means the error is a little less than at a draw.
        var root = Math.Sqrt(x.Zip(made, (a, b) => (a - b) * (a - b)).Average());
        Assert.InRange(sigma, root, 1.2 * root);

        // No number depends on which examples are evaluated together.
        var whole = vae.Score(Small.Data.Test, cancellation: TestContext.Current.CancellationToken);
        var first = vae.Score(Small.Data.Test.Slice(0, 1), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(whole[0], first[0], 1e-4 * Math.Abs(whole[0]));
    }

    [Fact]
    public void Resume_GaussianOptimal_IsTheUninterruptedRun()
    {
        var training = Small.Training with { Binarization = Binarization.None };
        var (whole, parts) = (folder.File("whole"), folder.File("parts"));
        Train(whole, new GaussianOptimal(), training);
        Train(parts, new GaussianOptimal(), training with { Epochs = 2 });
        Small.Resume(parts, training);
        Assert.Equal(Small.Weights(whole), Small.Weights(parts));
        Assert.Equal(Small.Metrics(whole), Small.Metrics(parts));
    }

    [Theory]
    [InlineData(16, "levels was 16, but train image 0 of bars holds the grey value")]
    [InlineData(3, "3 levels are 0, 255.")]
    public void Start_PixelsBetweenLevels_IsRefusedBeforeAnythingIsWritten(int levels, string message)
    {
        var path = folder.File("run");
        var model = Small.Model with { Likelihood = new Categorical(levels) };
        var fault = Assert.Throws<OptionsException>(() => TrainingRun.Start(path, Small.Data, model, Small.Training with { Binarization = Binarization.None }));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
    }

    private static RunManifest Train(string path, Likelihood likelihood, TrainingOptions training)
    {
        using var run = TrainingRun.Start(path, Small.Data, Small.Model with { Likelihood = likelihood }, training);
        run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        return run.Folder.ReadManifest();
    }
}
