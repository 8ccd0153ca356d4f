using Elbo.Compute.Distributed;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class TrainerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Binarization.Threshold, EngineKind.Torch)]
    [InlineData(Binarization.Dynamic, EngineKind.Torch)]
    [InlineData(Binarization.Threshold, EngineKind.Managed)]
    [InlineData(Binarization.Dynamic, EngineKind.Managed)]
    public void Train_ThreeEpochs_EqualsItsStepsDoneByHand(Binarization binarization, EngineKind engine)
    {
        var options = Small.Training with { Epochs = 3, Binarization = binarization, Engine = engine };
        using var model = new Vae(Small.Model, seed: 1);
        using var trainer = new Trainer(model, options);
        var epochs = new List<EpochSummary>();
        trainer.Train(Small.Data, epochs.Add, cancellation: Cancellation);

        using var byHand = new Vae(Small.Model, seed: 1);
        using var adam = new Adam(byHand.named_parameters(), options.LearningRate);
        using ITrainingStep step = engine == EngineKind.Torch
            ? new TorchStep(byHand, adam, options, Small.Data.Train, CPU)
            : new ManagedStep(byHand, adam, options, Small.Data.Train, threads: 2);
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            // Every epoch has its own order, noise and bits.
            var totals = new StepTotals();
            foreach (var indices in Shuffle.Permutation(100, 3, epoch).Chunk(16))
                totals += step.Run(indices, epoch);
            step.Publish();
            var test = ElboEvaluator.Estimate(byHand, Small.Data.Test, binarization, 3, epoch, Cancellation);

            var summary = epochs[epoch - 1];
            Assert.Equal((epoch, 7L * epoch, 100, true), (summary.Epoch, summary.Step, summary.TrainExamples, summary.IsBest));
            Assert.Equal(totals.Distortion / 100, summary.Train.Distortion, 1e-9);
            Assert.Equal(totals.Rate / 100, summary.Train.Rate, 1e-9);
            Assert.Equal((test.NegElbo, test.ActiveLatents), (summary.Test.NegElbo, summary.Test.ActiveLatents));
        }
        Assert.Equal(Small.Values(byHand), Small.Values(model));
    }

    [Fact]
    public void Train_ObjectiveAboveItsLowest_TellsTheRiseExampleByExample()
    {
        var options = Small.Training with { Epochs = 12, LearningRate = 0.05 };
        using var model = new Vae(Small.Model, seed: 1);
        using var trainer = new Trainer(model, options);
        var (epochs, terms) = (new List<EpochSummary>(), new List<float[]>());
        trainer.Train(
            Small.Data,
            summary =>
            {
                epochs.Add(summary);
                var own = ElboEvaluator.Terms(model, Small.Data.Test, options.Binarization, options.Seed, summary.Epoch, Communicator.Alone, Cancellation);
                terms.Add(own.Objective(1));
            },
            cancellation: Cancellation);
        Assert.Contains(epochs, epoch => epoch.Rise is not null);
        for (var i = 0; i < epochs.Count; i++)
        {
            var lowest = Enumerable.Range(0, i + 1).MinBy(j => epochs[j].Test.NegElbo);
            double[] differences = [.. terms[i].Zip(terms[lowest], (now, then) => (double)now - then)];
            Assert.Equal(lowest == i ? null : SampleMean.Of(differences), epochs[i].Rise);
            Assert.Equal(epochs[i].Test.NegElbo, epochs[i].TestNegElbo!.Average(), 1e-3);
        }
    }

    [Fact]
    public void Train_Progress_IsToldAfterEveryStepAndEpoch()
    {
        using var model = new Vae(Small.Model, seed: 1);
        using var trainer = new Trainer(model, Small.Training with { Epochs = 2 });
        var told = new List<TrainingProgress>();
        trainer.Train(Small.Data, progress: new Told<TrainingProgress>(told.Add), cancellation: Cancellation);
        Assert.Equal(2 * (7 + 1), told.Count);
        Assert.Equal([16, 32, 48, 64, 80, 96, 100, 100], told.Take(8).Select(p => p.ExamplesDone));
        Assert.Equal([7, 15], told.Index().Where(p => p.Item.Completed is not null).Select(p => p.Index));
        Assert.Equal(told[6].NegElbo, told[7].Completed!.Train.NegElbo);
        Assert.All(told, p => Assert.Equal((2, 100), (p.Epochs, p.Examples)));
    }

    [Fact]
    public void Train_DataOfAnotherShape_IsRefusedNamingBoth()
    {
        using var model = new Vae(new() { Shape = new(1, 5, 6) });
        using var trainer = new Trainer(model, Small.Training);
        var message = Assert.Throws<OptionsException>(() => trainer.Train(Small.Data, cancellation: Cancellation)).Message;
        Assert.Contains("6×5", message, StringComparison.Ordinal);
        Assert.Contains("5×6", message, StringComparison.Ordinal);
    }
}
