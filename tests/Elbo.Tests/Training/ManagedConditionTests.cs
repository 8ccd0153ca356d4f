using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Managed;
using Elbo.Models.Priors;
using Elbo.Objectives;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>The managed engine with a condition of encoder and decoder, against autograd.</summary>
[Collection(TorchCollection.Name)]
public sealed class ManagedConditionTests
{
    private const int Classes = 3;

    private static readonly VaeOptions Model = Small.Model with { ConditionWidth = Classes };

    [Theory]
    [InlineData(16, 16, 1)]
    [InlineData(8, 33, 2)]
    [InlineData(4, 150, 3)]
    [InlineData(8, 300, 2)] // three panels
    public void Run_Condition_FollowsAutograd(int lanes, int batch, int threads) =>
        Following.Follow(Model, Small.Training with { Batch = batch }, Images(), threads, steps: 40, lanes);

    [Fact]
    public void Run_ConditionUnderABound_FollowsAutograd() => Following.Follow(
        Model, Small.Training with { Batch = 33, Objective = new Iwae(5, GradientEstimator.Dreg) }, Images(), threads: 2, steps: 40, lanes: 8);

    [Fact]
    public void Run_ConditionOfOtherLikelihoodAndPrior_FollowsAutograd() => Following.Follow(
        Model with { Likelihood = new GaussianLearned(), Prior = new MixtureOptions(3) },
        Small.Training with { Batch = 20, Binarization = Binarization.None }, Images(), threads: 2, steps: 40);

    [Fact]
    public void Run_ConditionDropout_HidesWhatAutogradHides() => Following.Follow(
        Model with { ConditionWidth = Classes + 1 }, Small.Training with { Batch = 33, ConditionDropout = 0.4 }, Images(hasAny: true), threads: 2, steps: 40);

    [Fact]
    public void Gap_Condition_IsOfInferenceOnly()
    {
        Assert.True(EngineChoice.For(Model, Small.Training with { Engine = EngineKind.Managed }).IsManaged);
        Assert.Equal("the managed engine supports conditions in training only", ManagedModels.InferenceGap(Model));
        using var vae = new Vae(Model);
        Assert.Null(ManagedInference.For(vae));
    }

    private static ImageSet Images(bool hasAny = false)
    {
        var images = Small.Bars(300, 1);
        var labels = Enumerable.Range(0, images.Count).Select(i => (long)(i * i % Classes)).ToArray();
        return hasAny
            ? images.With(new ConditionSchema([new("label", ColumnKind.Categorical, ["0", "1", "2"], 0, 1, HasMissing: true)])
                .Encode([.. labels.Select(label => (double)label)]))
            : images.With(Conditions.OneHot(labels, Classes));
    }
}
