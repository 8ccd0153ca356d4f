using Elbo.Compute.Engine;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Objectives;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

/// <summary>The managed engine against autograd: the same first weights, batches and draws.</summary>
[Collection(TorchCollection.Name)]
public sealed class ManagedStepTests
{
    private static readonly ImageSet Images = Small.Bars(300, 1);

    /// <summary>Every activation with every likelihood and binarization, on every vector width; batch sizes and threads alternate.</summary>
    public static TheoryData<Activation, Likelihood, Binarization, int, int, int> Combinations()
    {
        int[] batches = [16, 1, 33, 150, 7, 64], threads = [1, 2, 3, 5];
        var data = new TheoryData<Activation, Likelihood, Binarization, int, int, int>();
        var turn = 0;
        foreach (var lanes in new[] { 16, 8, 4 })
            foreach (var likelihood in new Likelihood[] { new Bernoulli(), new Gaussian(0.3) })
                foreach (var activation in new[] { Activation.Relu, Activation.Tanh, Activation.Gelu, Activation.Silu })
                    foreach (var binarization in Enum.GetValues<Binarization>())
                        data.Add(activation, likelihood, binarization, lanes, batches[turn % batches.Length], threads[turn++ % threads.Length]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Run_FiftySteps_FollowsAutograd(Activation activation, Likelihood likelihood, Binarization binarization, int lanes, int batch, int threads)
    {
        var model = Small.Model with { Activation = activation, Likelihood = likelihood };
        var options = Small.Training with { Binarization = binarization, Batch = batch };
        Follow(model, options, threads, steps: 50, lanes);
    }

    [Theory]
    [InlineData(300)] // three panels, the last one short
    [InlineData(256)] // full panels
    [InlineData(129)] // one example in the second panel
    public void Run_BatchOfSeveralPanels_FollowsAutograd(int batch) =>
        Follow(Small.Model, Small.Training with { Batch = batch }, threads: 2, steps: 10);

    [Theory]
    [InlineData(new[] { 13 }, new[] { 9 }, 1)]
    [InlineData(new[] { 40, 17, 25 }, new[] { 33, 70 }, 11)]
    public void Run_OddWidthsAndDepths_FollowsAutograd(int[] hidden, int[] decoderHidden, int latents)
    {
        var model = Small.Model with { Hidden = hidden, DecoderHidden = decoderHidden, Latents = latents };
        Follow(model, Small.Training with { Batch = 24 }, threads: 2, steps: 50);
    }

    [Theory]
    [InlineData(4.0, Reduction.Sum)]
    [InlineData(1.0, Reduction.Mean)]
    public void Run_BetaAndReduction_FollowAutograd(double beta, Reduction reduction) =>
        Follow(Small.Model, Small.Training with { Beta = beta, Reduction = reduction }, threads: 2, steps: 50);

    public static TheoryData<string, double, double, double?> Rules => new()
    {
        { "adam", 0.1, 0, null }, { "adam", 0, 0.01, 0.5 }, { "adamax", 0, 0, null }, { "adamax", 0.1, 0.01, 1e-3 },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Run_OtherOptimizers_FollowAutograd(string optimizer, double weightDecay, double l2, double? clipNorm)
    {
        var options = Small.Training with { Optimizer = optimizer, WeightDecay = weightDecay, L2 = l2, ClipNorm = clipNorm };
        foreach (var lanes in new[] { 16, 8, 4 })
            Follow(Small.Model, options, threads: 2, steps: 30, lanes);
    }

    /// <summary>Every bound with every estimator, likelihood and vector width; batch sizes and threads alternate.</summary>
    public static TheoryData<Objective, Likelihood, int, int, int> Bounds()
    {
        int[] batches = [16, 1, 33, 7, 64], threads = [1, 2, 3, 5], lanes = [16, 8, 4];
        var data = new TheoryData<Objective, Likelihood, int, int, int>();
        var turn = 0;
        foreach (var estimator in Enum.GetValues<GradientEstimator>())
        {
            Objective[] objectives =
                [new Iwae(5, estimator), new Iwae(1, estimator), new Miwae(2, 3, estimator), new Ciwae(3, 0.3, estimator), new Piwae(2, 3, estimator)];
            foreach (var objective in objectives)
                foreach (var likelihood in new Likelihood[] { new Bernoulli(), new Gaussian(0.3) })
                    data.Add(objective, likelihood, lanes[turn % 3], batches[turn % batches.Length], threads[turn++ % threads.Length]);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Run_ImportanceWeightedBound_FollowsAutograd(Objective objective, Likelihood likelihood, int lanes, int batch, int threads)
    {
        var model = Small.Model with { Likelihood = likelihood };
        Follow(model, Small.Training with { Objective = objective, Binarization = Binarization.Dynamic, Batch = batch }, threads, steps: 50, lanes);
    }

    [Theory]
    [InlineData(Binarization.Threshold, 100, 3)] // three panels of draws
    [InlineData(Binarization.None, 130, 2)] // two panels of examples, three of draws
    public void Run_BoundOverSeveralPanels_FollowsAutograd(Binarization binarization, int batch, int draws) => Follow(
        Small.Model with { Activation = Activation.Tanh },
        Small.Training with { Objective = new Iwae(draws, GradientEstimator.Dreg), Binarization = binarization, Batch = batch },
        threads: 2,
        steps: 10);

    [Theory]
    [InlineData(5.0, null)]
    [InlineData(1.5, 2.5)]
    public void Run_BetaThatRises_FollowsAutograd(double warmup, double? cycle) =>
        Follow(Small.Model, Small.Training with { Beta = 4, Warmup = warmup, Cycle = cycle }, threads: 2, steps: 50);

    [Fact]
    public void Run_BetaThatRises_IsTheBetaOfTheStep()
    {
        // 300 images in batches of 16 are 19 steps per epoch: step 3 of a warm-up over 2 epochs has β·2/38.
        var (rising, constant) = (Small.Training with { Beta = 19, Warmup = 2 }, Small.Training with { Beta = 1 });
        Assert.Equal(Third(constant), Third(rising));
        Assert.NotEqual(Third(constant), Third(rising with { Beta = 20 }));

        static float[] Third(TrainingOptions options)
        {
            using var vae = new Vae(Small.Model, seed: 1);
            using var adam = new Adam(vae.named_parameters(), 1e-3) { Steps = 2 };
            using var step = new ManagedStep(vae, adam, options, Images, threads: 2);
            step.Run(Batch(0, 16), epoch: 1);
            step.Publish();
            return Small.Values(vae);
        }
    }

    /// <summary>The ELBO in closed form, and bounds whose weights are shared out by example.</summary>
    public static TheoryData<Objective> OneOfEachKind =>
        [new EvidenceLowerBound(), new Iwae(5, GradientEstimator.Dreg), new Miwae(2, 3, GradientEstimator.Standard), new Piwae(2, 3, GradientEstimator.Stl)];

    [Theory]
    [MemberData(nameof(OneOfEachKind))]
    public void Run_AnyNumberOfThreads_GivesTheSameWeightsBitForBit(Objective objective)
    {
        var expected = Train(1);
        foreach (var threads in new[] { 2, 3, 5 })
            Assert.Equal(expected, Train(threads));

        float[] Train(int threads)
        {
            using var vae = new Vae(Small.Model, seed: 1);
            using var adam = new Adam(vae.named_parameters(), 1e-3);
            using var step = new ManagedStep(vae, adam, Small.Training with { Objective = objective, Batch = 140 }, Images, threads);
            for (var s = 0; s < 20; s++)
                step.Run(Batch(s, s % 3 == 2 ? 16 : 140), epoch: 1);
            step.Publish();
            return Small.Values(vae);
        }
    }

    [Theory]
    [InlineData("decoder.fc2.bias", 1e4f)]
    [InlineData("decoder.fc2.bias", -1e4f)]
    [InlineData("latent_z.logvar.bias", 20f)]
    [InlineData("latent_z.logvar.bias", -200f)]
    public void Run_SaturatedValues_StayFinite(string name, float value)
    {
        foreach (var lanes in new[] { 16, 8, 4 })
        {
            using var vae = new Vae(Small.Model, seed: 1);
            using (no_grad())
                vae.named_parameters().Single(p => p.name == name).parameter.fill_(value);
            using var adam = new Adam(vae.named_parameters(), 1e-3);
            using var general = new TorchStep(vae, adam, Small.Training, Images, CPU);
            using var engine = new ManagedStep(vae, adam, Small.Training, Images, 2, lanes);
            var ours = engine.Run(Batch(1, 16), epoch: 1);
            var theirs = general.Run(Batch(1, 16), epoch: 1);
            var expected = theirs.Distortion + theirs.Rate;
            Assert.Equal(expected, ours.Distortion + ours.Rate, 1e-5 * expected);
            engine.Publish();
            Assert.All(Small.Values(vae), weight => Assert.True(float.IsFinite(weight)));
        }
    }

    [Fact]
    public void Run_TwentyThousandSteps_LeavesMemoryFlat()
    {
        using var vae = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(vae.named_parameters(), 1e-3);
        using var step = new ManagedStep(vae, adam, Small.Training, Images, 1);
        var batch = Batch(0, 16);
        Steps(1_000);
        var (allocated, resident) = (GC.GetAllocatedBytesForCurrentThread(), Environment.WorkingSet);
        Steps(20_000);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - allocated) / 20_000, 0, 0);
        Assert.InRange(Environment.WorkingSet - resident, long.MinValue, 32 << 20);

        void Steps(int count)
        {
            for (var s = 0; s < count; s++)
                step.Run(batch, epoch: 1);
        }
    }

    [Fact]
    public void Run_RateOverflows_ThrowsAndChangesNothing()
    {
        using var vae = new Vae(Small.Model, seed: 1);
        using (no_grad())
            vae.named_parameters().Single(p => p.name == "latent_z.mu.bias").parameter.fill_(1e20);
        using var adam = new Adam(vae.named_parameters(), 1e-3);
        var before = Small.Values(vae);
        using var step = new ManagedStep(vae, adam, Small.Training, Images, 2);
        var error = Assert.Throws<NonFiniteException>(() => step.Run([1, 2], epoch: 2));
        Assert.Equal("rate", error.Tensor);
        step.Publish();
        Assert.Equal(before, Small.Values(vae));
        Assert.Equal(0, adam.Steps);
    }

    /// <summary>logvar would be ±100: its variance overflows a float. It stays at its limit and its head gets no gradient, on either engine.</summary>
    [Fact]
    public void Run_LogVarianceBeyondItsLimit_IsCutOffAsByAutograd()
    {
        foreach (var lanes in new[] { 16, 8, 4 })
        {
            using Vae managed = new(Small.Model, seed: 1), torch = new(Small.Model, seed: 1);
            foreach (var vae in (Vae[])[managed, torch])
                Far(vae);
            using Adam managedAdam = new(managed.named_parameters(), 1e-3), torchAdam = new(torch.named_parameters(), 1e-3);
            using var engine = new ManagedStep(managed, managedAdam, Small.Training, Images, 1, lanes);
            using var general = new TorchStep(torch, torchAdam, Small.Training, Images, CPU);
            var batch = Batch(0, 16);
            var (ours, theirs) = (engine.Run(batch, epoch: 1), general.Run(batch, epoch: 1));
            Assert.Equal(theirs.Rate, ours.Rate, theirs.Rate * 1e-5);
            Assert.Equal(16 * 0.5 * Math.Exp(LogVariance.Most), ours.Rate, ours.Rate * 1e-5);
            engine.Publish();
            foreach (var adam in (Adam[])[managedAdam, torchAdam])
            {
                var moment = adam.State().Single(state => state.Name == "exp_avg.latent_z.logvar.bias").Value.data<float>().ToArray();
                // Adam keeps a moment of 0 at 1e-30.
                Assert.All(moment[..2], value => Assert.InRange(Math.Abs(value), 0, 1e-29));
                Assert.All(moment[2..], value => Assert.NotInRange(Math.Abs(value), 0, 1e-29));
            }
        }

        static void Far(Vae vae)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var bias = vae.named_parameters().Single(pair => pair.name == "latent_z.logvar.bias").parameter;
            bias[0] = 100;
            bias[1] = -100;
        }
    }

    private static int[] Batch(int step, int size) => Following.Batch(step, size, Images.Count);

    private static void Follow(VaeOptions model, TrainingOptions options, int threads, int steps, int? lanes = null) =>
        Following.Follow(model, options, Images, threads, steps, lanes);
}
