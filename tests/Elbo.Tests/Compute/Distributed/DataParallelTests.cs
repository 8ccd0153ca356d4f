using Elbo.Compute.Distributed;
using Elbo.Compute.Simd;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Managed;
using Elbo.Objectives;
using Elbo.Tests.Training;
using Elbo.Training;

namespace Elbo.Tests.Compute.Distributed;

/// <summary>Training on several ranks (threads in these tests) against training in one process.</summary>
[Collection(TorchCollection.Name)]
public sealed class DataParallelTests
{
    // 100 examples in batches of 16: the last one has 4, too few for six ranks.
    private static readonly VaeOptions Model = Small.Model with { Activation = Activation.Tanh };

    public static TheoryData<EngineKind, int, Objective> Cases => new()
    {
        { EngineKind.Torch, 2, new EvidenceLowerBound() },
        { EngineKind.Torch, 4, new EvidenceLowerBound() },
        { EngineKind.Torch, 6, new Iwae(3, GradientEstimator.Dreg) },
        { EngineKind.Managed, 2, new EvidenceLowerBound() },
        { EngineKind.Managed, 4, new Iwae(3) },
        { EngineKind.Managed, 6, new EvidenceLowerBound() },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Train_OverRanks_HasTheCurveAndTheWeightsOfOneProcess(EngineKind engine, int ranks, Objective objective)
    {
        var options = Small.Training with { Engine = engine, Objective = objective, Epochs = 15, Binarization = Binarization.Dynamic };
        var (curve, weights) = Train(Communicator.Alone, options);
        var all = ThreadCommunicator.Run(ranks, communicator => Train(communicator, options));

        Assert.True(curve.Length >= 100);
        foreach (var (theirCurve, theirWeights) in all)
        {
            Assert.All(curve.Zip(theirCurve), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * Math.Abs(pair.First)));
            Assert.Equal(all[0].Weights, theirWeights);
            Assert.All(weights.Zip(theirWeights), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
    }

    [Theory]
    [InlineData(EngineKind.Torch, Precision.Bf16, Reduction.Sum)]
    [InlineData(EngineKind.Torch, Precision.Fp32, Reduction.Mean)]
    [InlineData(EngineKind.Managed, Precision.Fp32, Reduction.Mean)]
    public void Step_OverRanks_HasTheGradientOfTheWholeBatch(EngineKind engine, Precision precision, Reduction reduction)
    {
        var options = Small.Training with { Engine = engine, Precision = precision, Reduction = reduction, Epochs = 1, Batch = 100, LearningRate = 1e-3 };
        var alone = Moments(Communicator.Alone);
        var together = ThreadCommunicator.Run(3, Moments);
        var largest = alone.Max(Math.Abs);

        // bf16 gradients have 8 significant bits, and each rank rounds its own.
        var tolerance = (precision == Precision.Bf16 ? 2e-2f : 1e-5f) * largest;
        foreach (var moments in together)
            Assert.All(alone.Zip(moments), pair => Assert.Equal(pair.First, pair.Second, tolerance));

        float[] Moments(Communicator communicator)
        {
            using var model = new Vae(Model, seed: 3);
            using var trainer = new Trainer(model, options, communicator: communicator);
            trainer.Train(Small.Data, cancellation: TestContext.Current.CancellationToken);
            return [.. trainer.Optimizer.State().Where(state => state.Name.StartsWith("exp_avg.", StringComparison.Ordinal))
                .SelectMany(state => state.Value.data<float>().ToArray())];
        }
    }

    [Fact]
    public void Train_WeightsThatDifferAtFirst_StartFromThoseOfRankZero()
    {
        var options = Small.Training with { Epochs = 1 };
        var weights = ThreadCommunicator.Run(2, communicator =>
        {
            using var model = new Vae(Model, seed: (ulong)communicator.Rank);
            using var trainer = new Trainer(model, options, communicator: communicator);
            trainer.Train(Small.Data, cancellation: TestContext.Current.CancellationToken);
            return Small.Values(model);
        });

        Assert.Equal(weights[0], weights[1]);
    }

    [Fact]
    public void Verify_AWeightThatChangedOnOneRank_NamesTheRankOnEach()
    {
        var messages = ThreadCommunicator.Run(3, communicator =>
        {
            using var model = new Vae(Model, seed: 1);
            using var trainer = new Trainer(model, Small.Training with { Epochs = 1, Engine = EngineKind.Torch }, communicator: communicator);
            using var step = (DataParallelStep)trainer.CreateStep(Small.Data.Train, TestContext.Current.CancellationToken);
            step.Run([1, 2, 3, 4], epoch: 1);
            step.Verify(epoch: 1);
            if (communicator.Rank == 2)
                using (TorchSharp.torch.no_grad())
                    model.parameters().Last().add_(1e-6f);
            return Assert.Throws<DistributedException>(() => step.Verify(epoch: 1)).Message;
        });

        Assert.All(messages, message => Assert.StartsWith("The weights of rank 2 are not those of rank 0 after epoch 1", message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EngineKind.Torch)]
    [InlineData(EngineKind.Managed)]
    public void Step_LossNotFiniteOnOneRank_FailsOnAllAndChangesNothing(EngineKind engine)
    {
        var options = Small.Training with { Engine = engine, Epochs = 1, Binarization = Binarization.None, Beta = 1e300 };
        var results = ThreadCommunicator.Run(2, communicator =>
        {
            // The sum of β·rate overflows on both; the report is rank 0's.
            using var model = new Vae(Model, seed: 1);
            using var trainer = new Trainer(model, options, communicator: communicator);
            using var step = trainer.CreateStep(Small.Data.Train, TestContext.Current.CancellationToken);
            var before = Small.Values(model);
            var error = Assert.Throws<NonFiniteException>(() => step.Run([1, 2, 3], epoch: 1));
            step.Publish();
            Assert.Equal(before, Small.Values(model));
            return (error.Message, error.Step);
        });

        Assert.Equal(results[0], results[1]);
        Assert.Equal(1, results[0].Step);
    }

    [Fact]
    public void Train_OneRankAskedToStop_StopsAllAfterTheSameStep()
    {
        var steps = ThreadCommunicator.Run(3, communicator =>
        {
            using var source = new CancellationTokenSource();
            using var model = new Vae(Model, seed: 1);
            using var trainer = new Trainer(model, Small.Training, communicator: communicator);
            var progress = new Told<TrainingProgress>(_ =>
            {
                if (communicator.Rank == 1 && trainer.Optimizer.Steps == 9)
                    source.Cancel();
            });
            Assert.Throws<OperationCanceledException>(() => trainer.Train(Small.Data, progress: progress, cancellation: source.Token));
            return trainer.Optimizer.Steps;
        });

        Assert.All(steps, step => Assert.Equal(10, step));
    }

    [Fact]
    public void Trainer_WhatNeedsTheWholeBatch_IsRefusedOverRanks()
    {
        var options = Small.Training with { Objective = new FreeBits() };
        var messages = ThreadCommunicator.Run(2, communicator =>
        {
            using var model = new Vae(Model with { Likelihood = new Elbo.Likelihoods.GaussianOptimal() }, seed: 1);
            return Assert.Throws<OptionsException>(() => new Trainer(model, options with { Binarization = Binarization.None },
                communicator: communicator)).Faults;
        });

        Assert.All(messages, faults => Assert.Equal(2, faults.Count));
        Assert.Contains("σ is that of the whole batch", messages[0][0], StringComparison.Ordinal);
        Assert.Contains("floor is under the whole batch's mean rate", messages[0][1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void Estimate_OverRanks_HasTheNumbersOfOneProcess(int examples)
    {
        using var model = new Vae(Model, seed: 5);
        model.eval();
        var (images, stop) = (Small.Bars(examples, 2), TestContext.Current.CancellationToken);
        var elbo = ElboEvaluator.Estimate(model, images, Binarization.Dynamic, seed: 4, round: 2, stop);
        var engine = ManagedInference.For(model, VectorWidth.Lanes);
        var nll = NllEvaluator.Estimate(model, images, Binarization.Dynamic, 50, 4, engine, null, stop);
        var byTorch = NllEvaluator.Estimate(model, images, Binarization.Dynamic, 50, 4, null, null, stop);

        ThreadCommunicator.Run(3, communicator =>
        {
            var mine = ElboEvaluator.Estimate(model, images, Binarization.Dynamic, 4, 2, communicator, stop);
            Assert.Equal((elbo.NegElbo, elbo.StandardError, elbo.Rate, elbo.ActiveLatents), (mine.NegElbo, mine.StandardError, mine.Rate, mine.ActiveLatents));
            Assert.Equal(elbo.RatePerDimension!, mine.RatePerDimension!);
            Assert.Equal(nll.PerExample, NllEvaluator.Estimate(model, images, Binarization.Dynamic, 50, 4, engine, null, stop, communicator).PerExample);
            var theirs = NllEvaluator.Estimate(model, images, Binarization.Dynamic, 50, 4, null, null, stop, communicator);
            Assert.All(byTorch.PerExample.Zip(theirs.PerExample), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
            return 0;
        });
    }

    private static (double[] Curve, float[] Weights) Train(Communicator communicator, TrainingOptions options)
    {
        using var model = new Vae(Model, options.Seed);
        using var trainer = new Trainer(model, options, communicator: communicator);
        using var step = trainer.CreateStep(Small.Data.Train, TestContext.Current.CancellationToken);
        var curve = new List<double>();
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var order = Elbo.Compute.Randomness.Shuffle.Permutation(Small.Data.Train.Count, options.Seed, epoch);
            foreach (var batch in order.Chunk(options.Batch))
                curve.Add(step.Run(batch, epoch).Objective / batch.Length);
        }
        step.Publish();
        return ([.. curve], Small.Values(model));
    }
}
