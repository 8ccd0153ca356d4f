using Elbo.Analysis.Imputation;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Tests.Data;
using Elbo.Tests.Training;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>A model that is given a part of each image and completes the rest.</summary>
[Collection(TorchCollection.Name)]
public sealed class ConditionRegionTests
{
    private static readonly VaeOptions Options = new()
    {
        Shape = new(1, 4, 4),
        Net = new MlpOptions { Hidden = [12] },
        Latents = 3,
        Prior = new ConditionalOptions { Hidden = [12] },
        ConditionRegion = "left",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ImageSet Noise(int count, ulong seed)
    {
        var (pixels, bits) = (new byte[count * 16], new uint[16]);
        for (var i = 0; i < count; i++)
        {
            new Philox(seed, RandomStream.Prior).FillBits(i, bits);
            for (var p = 0; p < 16; p++)
                pixels[i * 16 + p] = (byte)bits[p];
        }
        return new(Options.Shape, pixels);
    }

    /// <summary>Images whose right half is one of two patterns, and whose left half says nothing about which.</summary>
    private static ImageSet TwoWays(int count, ulong seed)
    {
        var (pixels, bits) = (new byte[count * 16], new uint[1]);
        for (var i = 0; i < count; i++)
        {
            new Philox(seed, RandomStream.Prior).FillBits(i, bits);
            for (var p = 0; p < 16; p++)
                pixels[i * 16 + p] = (byte)(p % 4 < 2 || p / 8 == bits[0] % 2 ? 255 : 0);
        }
        return new(Options.Shape, pixels);
    }

    [Fact]
    public void Terms_Region_CountOnlyWhatIsNotGiven()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = new Vae(Options, seed: 1);
        var (x, eps) = (rand(5, 16, generator: new Generator(1)), randn(5, 3, generator: new Generator(2)));
        var output = model.Forward(x, eps);
        var each = nn.functional.binary_cross_entropy_with_logits(output.Parameters, x, reduction: nn.Reduction.None).reshape(5, 4, 4);
        var expected = each.narrow(2, 2, 2).sum([1L, 2L]);

        var terms = NegativeElbo.Terms(model, output, x);
        Assert.True(terms.Distortion.allclose(expected, 1e-5));
        Assert.True((-LogLikelihood.Of(model, output, x)).allclose(expected, 1e-5));
        // KL between q(z given x) and N(mu(c), exp(logvar(c))), by its formula.
        var p = (Posterior: output.Posterior, Prior: model.Prior.Given(output.Condition));
        var difference = p.Posterior.LogProbability(output.Z) - p.Prior.LogProbability(output.Z, empty(5, 0));
        Assert.False(terms.Rate.allclose(difference, 1e-3));
        var many = randn(200_000, 3, generator: new Generator(3));
        var first = model.Forward(x.narrow(0, 0, 1), many);
        var average = first.Posterior.Repeat(200_000).LogProbability(first.Z) - model.Prior.Given(first.Condition).LogProbability(first.Z, empty(200_000, 0));
        Assert.Equal(average.mean().ToDouble(), terms.Rate[0].ToDouble(), 0.02);
    }

    [Fact]
    public void PriorCondition_PixelsThatAreNotGiven_ChangeNothing()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = new Vae(Options, seed: 1);
        var x = rand(2, 16, generator: new Generator(1));
        var other = SeenRegion.Of("left", Options.Shape).Filled(x, rand(2, 16, generator: new Generator(2)));
        var condition = model.PriorCondition(x, null)!;
        Assert.True(condition.equal(model.PriorCondition(other, null)!).all().ToBoolean());
        Assert.True(condition.reshape(2, 4, 4).narrow(2, 0, 2).equal(x.reshape(2, 4, 4).narrow(2, 0, 2)).all().ToBoolean());
        Assert.False(model.Encode(x).Mean.allclose(model.Encode(other).Mean));
    }

    [Fact]
    public void Gradients_OfBoundAndGuess_AreApart()
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(Options, seed: 1);
        var (x, eps) = (rand(5, 16, generator: new Generator(1)), randn(5, 3, generator: new Generator(2)));
        var output = model.Forward(x, eps);
        new EvidenceLowerBound().Loss(model, output, x, new()).Value.backward(retain_graph: true);
        Assert.All(model.named_parameters(), p => Assert.Equal(!p.name.StartsWith("guess", StringComparison.Ordinal), Moves(p.parameter)));

        model.zero_grad();
        NegativeElbo.GuessCost(model, output, x)!.mean().backward();
        Assert.All(model.named_parameters(), p => Assert.Equal(p.name.StartsWith("guess", StringComparison.Ordinal), Moves(p.parameter)));

        static bool Moves(Tensor parameter) => parameter.grad is { } gradient && gradient.abs().sum().ToDouble() > 0;
    }

    [Fact]
    public void EstimateNll_PriorEqualsPosterior_IsTheDistortion()
    {
        // Zero weights: z is N(0, I) under both, and every pixel is 0 or 1 with probability ½: 8 pixels are not given, 8·log 2 nats for any S.
        using var vae = new Vae(Options, seed: 1);
        using (no_grad())
            foreach (var (_, parameter) in vae.named_parameters())
                parameter.zero_();
        using var model = new TrainedVae(vae, Binarization.None);
        var nll = model.EstimateNll(Noise(10, 1), samples: 3, cancellation: Token);
        Assert.Equal(8 * Math.Log(2), nll.Nll, 1e-5);
        Assert.Equal(8 * Math.Log(2), model.Evaluate(Noise(10, 1), cancellation: Token).NegElbo, 1e-5);
        Assert.Equal(8 * Math.Log(2), GuessEvaluator.Estimate(model, Noise(10, 1), Token)!.Value.Value, 1e-5);
    }

    [Fact]
    public void Layout_Region_NamesTheTensorsOfTheModel()
    {
        using var model = new Vae(Options, seed: 1);
        Assert.Equal(
            ModelLayout.Tensors(Options).Select(tensor => $"{tensor.Name} {string.Join('×', tensor.Shape)}").Order(),
            model.NamedWeights().Select(tensor => $"{tensor.Name} {string.Join('×', tensor.Value.shape)}").Order());
        Assert.Contains(model.NamedWeights(), tensor => tensor.Name == "guess.net.fc2.weight");
    }

    [Fact]
    public void Train_TwoPossibleCompletions_DrawsEitherAndThePlainNetTheirMean()
    {
        var training = Small.Training with { Epochs = 30, LearningRate = 1e-2, Batch = 50, Binarization = Binarization.None };
        var vae = new Vae(Options, seed: 1);
        using var trainer = new Trainer(vae, training);
        trainer.Train(new Dataset<ImageSet>("ways", TwoWays(500, 1), TwoWays(100, 2)), cancellation: Token);
        using var model = new TrainedVae(vae, Binarization.None);

        var images = TwoWays(200, 3);
        var holes = ImageHoles.Of(images, PixelMask.Of(images.Shape, vae.Guess!.Region));
        var draws = Imputer.Draw(model, holes, 0, new(), cancellation: Token);
        // The upper right pixel of each completion is mostly nearly black or nearly white, about as often; the mean of a plain net is grey.
        var upper = Enumerable.Range(0, 200).Select(i => draws[i * 16 + 2]).ToArray();
        Assert.InRange(upper.Count(pixel => pixel is < 0.1f or > 0.9f), 140, 200);
        Assert.InRange(upper.Count(pixel => pixel > 0.5f), 70, 130);
        Assert.All(Enumerable.Range(0, 200).Select(i => Completion.Guess(model, images, Token)[i * 16 + 2]), pixel => Assert.InRange(pixel, 0.35f, 0.65f));
        Assert.All(Enumerable.Range(0, draws.Length).Where(i => i % 4 < 2), i => Assert.Equal(1f, draws[i]));
        Assert.InRange(Imputer.Mean(model, holes, new(), cancellation: Token)[2], 0.3f, 0.7f);
        // log 2 nats say which of the two it is; the plain net needs them for each of eight pixels.
        Assert.InRange(model.Evaluate(images, cancellation: Token).NegElbo, Math.Log(2), 1.5);
        Assert.InRange(GuessEvaluator.Estimate(model, images, Token)!.Value.Value, 8 * Math.Log(2) - 0.2, 8 * Math.Log(2) + 0.2);
    }

    [Fact]
    public void Train_GuessFirst_IsTrainedByItselfAndStays()
    {
        var training = Small.Training with
        {
            Epochs = 1,
            LearningRate = 1e-2,
            Batch = 50,
            Binarization = Binarization.None,
            GuessEpochs = 20,
            Patience = 2,
            StopOn = "test",
        };
        var notes = new List<string>();
        var one = Trained(training, notes);
        using var two = Trained(training with { Epochs = 2 }, null);
        using var untrained = new Vae(Options, seed: 1);
        Assert.Equal(Weights(one, isGuess: true), Weights(two, isGuess: true));
        Assert.NotEqual(Weights(one, isGuess: true), Weights(untrained, isGuess: true));
        Assert.NotEqual(Weights(one, isGuess: false), Weights(two, isGuess: false));
        // The plain net cannot know which of the two patterns it is; the lines of the epochs that were the lowest so far have a star.
        using var model = new TrainedVae(one, Binarization.None);
        Assert.InRange(GuessEvaluator.Estimate(model, TwoWays(100, 2), Token)!.Value.Value, 8 * Math.Log(2) - 0.2, 8 * Math.Log(2) + 0.2);
        Assert.StartsWith("plain net, epoch 1*: ", notes[0], StringComparison.Ordinal);
        Assert.Equal(notes.Count < 20 ? 2 : 0, notes.AsEnumerable().Reverse().TakeWhile(note => !note.Contains('*', StringComparison.Ordinal)).Count());

        Vae Trained(TrainingOptions options, List<string>? notes)
        {
            var vae = new Vae(Options, seed: 1);
            using var trainer = new Trainer(vae, options);
            var told = new Told<TrainingProgress>(value => notes?.AddRange(value.Note is { } note ? [note] : []));
            trainer.Train(new Dataset<ImageSet>("ways", TwoWays(500, 1), TwoWays(100, 2)), progress: told, cancellation: Token);
            return vae;
        }

        static float[] Weights(Vae vae, bool isGuess) => [.. vae.named_parameters()
            .Where(p => p.name.StartsWith("guess", StringComparison.Ordinal) == isGuess).SelectMany(p => p.parameter.data<float>().ToArray())];
    }

    [Fact]
    public void Train_GuessFirstAndInterrupted_ResumesToTheSameWeights()
    {
        using var folder = new TempFolder();
        var training = Small.Training with { Epochs = 2, Batch = 50, Binarization = Binarization.None, GuessEpochs = 2 };
        var data = new Dataset<ImageSet>("ways", TwoWays(200, 1), TwoWays(50, 2));
        using (var straight = TrainingRun.Start(folder.File("straight"), data, Options, training))
            straight.Train(cancellation: Token).Dispose();
        using (var first = TrainingRun.Start(folder.File("parts"), data, Options, training))
        {
            using var source = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => first.Train(new Told<TrainingProgress>(value => Stop(value, source)), source.Token));
        }
        using (var rest = TrainingRun.Resume(folder.File("parts"), data))
            rest.Train(new Told<TrainingProgress>(value => Assert.Null(value.Note)), Token).Dispose();
        Assert.Equal(Small.Weights(folder.File("straight")), Small.Weights(folder.File("parts")));

        static void Stop(TrainingProgress value, CancellationTokenSource source)
        {
            if (value is { Note: null, ExamplesDone: 100 })
                source.Cancel();
        }
    }

    [Fact]
    public void Verbs_WithoutARegionToSee_AreRefused()
    {
        using var model = new TrainedVae(new Vae(Options, seed: 1), Binarization.None);
        Assert.Contains("completes images of which it is given left", Assert.Throws<OptionsException>(() => model.Sample(1)).Message, StringComparison.Ordinal);
        var holes = ImageHoles.Of(Noise(2, 1), PixelMask.Of(Options.Shape, SeenRegion.Of("right", Options.Shape)));
        var refused = Assert.Throws<OptionsException>(() => Imputer.Mean(model, holes, cancellation: Token));
        Assert.Contains("and no other part", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_WhatARegionCannotBeWith_AreNamed()
    {
        Assert.Empty(Options.Faults());
        Assert.Contains("--prior conditional", Assert.Single((Options with { Prior = new StandardNormalOptions() }).Faults()), StringComparison.Ordinal);
        Assert.Contains("another condition", Assert.Single((Options with { ConditionWidth = 2 }).Faults()), StringComparison.Ordinal);
        Assert.Contains("dropout", Assert.Single((Options with { Net = new MlpOptions { Hidden = [12], Dropout = 0.1 } }).Faults()), StringComparison.Ordinal);
        Assert.Contains("for images of 4×4", Assert.Single((Options with { ConditionRegion = "up" }).Faults()), StringComparison.Ordinal);
        Assert.NotEqual(Options, Options with { ConditionRegion = "right" });
        Assert.Empty(GuessTraining.Faults(Options, new() { GuessEpochs = 3 }));
        Assert.Contains("only a model with a region", Assert.Single(GuessTraining.Faults(Options with { ConditionRegion = null }, new() { GuessEpochs = 3 })),
            StringComparison.Ordinal);
        Assert.EndsWith(", given left", Options.Describe(), StringComparison.Ordinal);
    }
}
