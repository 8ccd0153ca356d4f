using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Managed;
using Elbo.Objectives;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

/// <summary>The likelihoods whose loss follows the last product in a pass of its own, against autograd.</summary>
[Collection(TorchCollection.Name)]
public sealed class ManagedLikelihoodTests
{
    private static readonly ImageSet Images = Small.Bars(200, 1);

    private static readonly Likelihood[] Likelihoods =
    [
        new GaussianLearned(), new GaussianOptimal(), new Laplace(), new Laplace(0.2), new ContinuousBernoulli(), new DiscretizedLogistic(),
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Every likelihood on every vector width; objectives, batches, threads and binarizations alternate.</summary>
    public static TheoryData<Likelihood, int, Objective, Binarization, int, int> Combinations()
    {
        int[] batches = [16, 1, 33, 150, 64], threads = [1, 2, 3];
        Objective[] objectives = [new EvidenceLowerBound(), new Iwae(5, GradientEstimator.Dreg)];
        var data = new TheoryData<Likelihood, int, Objective, Binarization, int, int>();
        var turn = 0;
        foreach (var likelihood in Likelihoods)
            foreach (var lanes in new[] { 16, 8, 4 })
                foreach (var objective in objectives)
                    data.Add(
                        likelihood, lanes, objective, turn % 4 == 3 ? Binarization.Threshold : Binarization.None,
                        batches[turn % batches.Length], threads[turn++ % threads.Length]);
        data.Add(new DiscretizedLogistic(2), 8, objectives[0], Binarization.Threshold, 16, 2);
        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Run_FortySteps_FollowsAutograd(Likelihood likelihood, int lanes, Objective objective, Binarization binarization, int batch, int threads) =>
        Following.Follow(
            Small.Model with { Likelihood = likelihood },
            Small.Training with { Objective = objective, Binarization = binarization, Batch = batch },
            Images, threads, steps: 40, lanes);

    public static TheoryData<Likelihood> Each => [.. Likelihoods];

    [Theory]
    [MemberData(nameof(Each))]
    public void Run_AnyNumberOfThreads_GivesTheSameWeightsBitForBit(Likelihood likelihood)
    {
        var expected = Train(1);
        foreach (var threads in new[] { 2, 3 })
            Assert.Equal(expected, Train(threads));

        float[] Train(int threads)
        {
            using var vae = new Vae(Small.Model with { Likelihood = likelihood }, seed: 1);
            using var adam = new Adam(vae.named_parameters(), 1e-3);
            using var step = new ManagedStep(vae, adam, Small.Training with { Binarization = Binarization.None, Batch = 140 }, Images, threads);
            for (var s = 0; s < 10; s++)
                step.Run(Following.Batch(s, s % 3 == 2 ? 16 : 140, Images.Count), epoch: 1);
            step.Publish();
            return Small.Values(vae);
        }
    }

    /// <summary>Outputs far from those of a trained net: distortion and gradient stay finite and those of autograd.</summary>
    [Theory]
    [MemberData(nameof(Each))]
    public void Run_OutputsFarAway_FollowsAutograd(Likelihood likelihood)
    {
        var options = Small.Training with { Binarization = Binarization.None };
        foreach (var lanes in new[] { 16, 8, 4 })
            foreach (var value in new[] { -40f, -6f, -0.6f, 0.45f, 3f, 30f })
            {
                var model = Small.Model with { Likelihood = likelihood };
                using Vae managed = new(model, seed: 1), torch = new(model, seed: 1);
                using Adam managedAdam = new(managed.named_parameters(), 1e-3), torchAdam = new(torch.named_parameters(), 1e-3);
                foreach (var vae in (Vae[])[managed, torch])
                    using (no_grad())
                        vae.named_parameters().Single(p => p.name == "decoder.fc2.bias").parameter.fill_(value);
                using var engine = new ManagedStep(managed, managedAdam, options, Images, 2, lanes);
                using var general = new TorchStep(torch, torchAdam, options, Images, CPU);
                var batch = Following.Batch(0, 16, Images.Count);
                var (ours, theirs) = (engine.Run(batch, epoch: 1), general.Run(batch, epoch: 1));
                Assert.Equal(theirs.Distortion, ours.Distortion, 1e-5 * Math.Max(100, Math.Abs(theirs.Distortion)));
                engine.Publish();
                foreach (var (expected, actual) in Moments(torchAdam).Zip(Moments(managedAdam)))
                    Assert.Equal(expected, actual, 2e-5 * Math.Max(1, Math.Abs(expected)));
            }

        // After its first step Adam's first moment is a tenth of the gradient.
        static float[] Moments(Adam adam) => adam.State().Single(state => state.Name == "exp_avg.decoder.fc2.bias").Value.data<float>().ToArray();
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Passes_OfInference_FollowTheModules(Likelihood likelihood)
    {
        foreach (var (lanes, count) in new[] { (16, 1), (8, 130), (4, 40) })
        {
            using var vae = new Vae(Small.Model with { Likelihood = likelihood }, seed: 5);
            vae.eval();
            var images = Images.Slice(0, count);
            var engine = ManagedInference.For(vae, lanes);
            var ours = ExampleTerms.Of(vae, images, Binarization.None, seed: 2, round: 3, engine, Communicator.Alone, Stop);
            var theirs = ExampleTerms.Of(vae, images, Binarization.None, seed: 2, round: 3, engine: null, Communicator.Alone, Stop);
            AssertClose(theirs.Distortion, ours.Distortion);
            if (!engine.Decodes)
                continue;
            using var scope = NewDisposeScope();
            using var inference = inference_mode();
            var z = tensor(ours.Mu, count, vae.Options.Latents);
            AssertClose(vae.Likelihood.Mean(vae.Decode(z)).contiguous().data<float>().ToArray(), engine.Decode(ours.Mu, Stop));
        }
    }

    [Fact]
    public void For_SigmaOfTheBatch_IsNullUntilItIsFixed()
    {
        using var vae = new Vae(Small.Model with { Likelihood = new GaussianOptimal() });
        Assert.Equal("σ is that of a batch", ManagedModels.InferenceGap(vae.Options));
        Assert.Null(ManagedInference.For(vae));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5 * Math.Max(10, Math.Abs(expected[i])));
    }
}
