using System.Text.Json;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Evaluation;
using Elbo.Tests.Training;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

/// <summary>A condition on its way from the examples through encoder, decoder and prior into training and evaluation.</summary>
[Collection(TorchCollection.Name)]
public sealed class ConditionTests
{
    private const int Classes = 2;

    private static readonly VaeOptions Options = Small.Model with { ConditionWidth = Classes };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Images of 6×5 of two classes, by turns: bright rows above of class 0, below of class 1, with noise.</summary>
    private static ImageSet Halves(int count, ulong seed)
    {
        var (pixels, bits) = (new byte[count * 30], new uint[30]);
        for (var i = 0; i < count; i++)
        {
            new Philox(seed, RandomStream.Prior).FillBits(i, bits);
            for (var p = 0; p < 30; p++)
                pixels[i * 30 + p] = (byte)(p / 15 == i % Classes ? 160 + bits[p] % 96 : bits[p] % 96);
        }
        return new ImageSet(Small.Model.Shape, pixels).With(Conditions.OneHot([.. Enumerable.Range(0, count).Select(i => (long)(i % Classes))], Classes));
    }

    [Fact]
    public void Train_TwoClasses_DecodesTheSameCodeToEitherClass()
    {
        using var model = new Vae(Options, seed: 1);
        using var trainer = new Trainer(model, Small.Training with { Epochs = 20, LearningRate = 1e-2 });
        trainer.Train(new Dataset<ImageSet>("halves", Halves(200, 1), Halves(50, 2)), cancellation: Token);

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (z, classes) = (randn(40, Small.Model.Latents, generator: new Generator(1)), eye(Classes));
        for (var c = 0; c < Classes; c++)
        {
            var mean = model.Decode(z, classes.narrow(0, c, 1)).sigmoid().reshape(40, 2, 15).mean([0L, 2L]);
            Assert.InRange(mean[c].ToDouble(), 0.9, 1);
            Assert.InRange(mean[1 - c].ToDouble(), 0, 0.1);
        }
    }

    [Fact]
    public void Step_DenseNet_GradientReachesTheWeightsOfTheCondition()
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(Options, seed: 1);
        var images = Halves(20, 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        using var step = new TorchStep(model, adam, Small.Training, images, CPU);
        step.Run([.. Enumerable.Range(0, 16)], epoch: 1);
        foreach (var (layer, values) in new[] { ("encoder.fc1.weight", 30), ("decoder.fc1.weight", Small.Model.Latents) })
        {
            var gradient = model.get_parameter(layer)!.grad!;
            Assert.Equal(values + Classes, gradient.shape[1]);
            Assert.All(Enumerable.Range(values, Classes), column => Assert.True(gradient.select(1, column).abs().max().ToDouble() > 1e-5, $"{layer} {column}"));
        }
    }

    public static TheoryData<NetOptions> MapNets => [new ConvOptions { Channels = [16, 32] }, new ResNetOptions { Channels = [16, 32] }];

    [Theory]
    [MemberData(nameof(MapNets))]
    public void Step_NetOfMaps_GradientReachesEveryLayerOfTheCondition(NetOptions net)
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(Options with { Net = net }, seed: 1);
        var images = Halves(20, 1);
        using var adam = new Adam(model.named_parameters(), 1e-3);
        using var step = new TorchStep(model, adam, Small.Training, images, CPU);
        step.Run([.. Enumerable.Range(0, 16)], epoch: 1);
        string[] names = [.. model.named_parameters().Select(p => p.name).Where(name => name.Contains(".condition", StringComparison.Ordinal))];
        Assert.Equal(net is ConvOptions ? 6 : 8, names.Length);
        Assert.All(names, name => Assert.True(model.get_parameter(name)!.grad!.abs().max().ToDouble() > 1e-7, name));
        Assert.True(model.get_parameter("decoder.fc1.weight")!.grad!.narrow(1, Small.Model.Latents, Classes).abs().max().ToDouble() > 1e-7);
    }

    [Theory]
    [MemberData(nameof(MapNets))]
    public void Encode_NetOfMaps_AddsTheConditionToEveryPixelOfAMap(NetOptions net)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = new Vae(Options with { Net = net }, seed: 1);
        using var plain = new Vae(Small.Model with { Net = net }, seed: 1);
        var weights = model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        foreach (var (name, parameter) in plain.named_parameters())
            parameter.copy_(name == "decoder.fc1.weight" ? weights[name].narrow(1, 0, Small.Model.Latents) : weights[name]);
        // With no weights of the condition, the net is that without one.
        foreach (var (name, parameter) in model.named_parameters())
            if (name.Contains(".condition", StringComparison.Ordinal))
                parameter.zero_();
            else if (name == "decoder.fc1.weight")
                parameter.narrow(1, Small.Model.Latents, Classes).zero_();
        var (x, z, c) = (rand(4, 30, generator: new Generator(1)), randn(4, Small.Model.Latents, generator: new Generator(2)), eye(Classes).repeat(2, 1));
        Assert.True(model.Encode(x, c).Mean.allclose(plain.Encode(x).Mean, atol: 1e-6));
        Assert.True(model.Decode(z, c).allclose(plain.Decode(z), atol: 1e-6));
        weights["encoder.condition1.weight"].fill_(0.5);
        Assert.False(model.Encode(x, c).Mean.allclose(plain.Encode(x).Mean, atol: 1e-3));
    }

    [Fact]
    public void ConditionalPrior_Rate_IsTheClosedFormAndTheMeanOfDraws()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = new Vae(Options with { Prior = new ConditionalOptions { Hidden = [5] } }, seed: 1);
        Assert.Contains("conditional prior c-5-z", model.Options.Describe(), StringComparison.Ordinal);
        var c = eye(Classes);
        var prior = model.Prior.Given(c);
        var h = c.mm(model.get_parameter("prior.net.fc1.weight")!.t()).add(model.get_parameter("prior.net.fc1.bias")!).relu();
        var mu = h.mm(model.get_parameter("prior.head.mu.weight")!.t()) + model.get_parameter("prior.head.mu.bias")!;
        var logVar = h.mm(model.get_parameter("prior.head.logvar.weight")!.t()) + model.get_parameter("prior.head.logvar.bias")!;
        var eps = randn(Classes, Small.Model.Latents, generator: new Generator(3));
        Assert.True(prior.Sample(eps).allclose(mu + (logVar / 2).exp() * eps, atol: 1e-6));

        var q = model.Encode(rand(Classes, 30, generator: new Generator(4)), c);
        const int Draws = 200_000;
        var z = q.Repeat(Draws).Sample(randn(Classes * Draws, Small.Model.Latents, generator: new Generator(5)));
        var sampled = (q.Repeat(Draws).LogProbability(z) - prior.LogProbability(z, zeros(Classes * Draws, 0))).reshape(Classes, Draws).mean([1L]);
        Assert.True(prior.Rate(q, q.Mean, zeros(Classes, 0)).allclose(sampled, rtol: 0.02, atol: 0.01));
        Assert.Throws<OptionsException>(() => model.Prior.Sample(eps));
        Assert.Contains(
            "takes no condition. Add --condition label",
            Assert.Throws<OptionsException>(() => new Vae(Small.Model with { Prior = new ConditionalOptions() })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Estimate_Elbo_EqualsAComputationByHand()
    {
        const int Count = 21;
        var images = Halves(Count, 3);
        using var model = new Vae(Options, seed: 2);
        var estimate = ElboEvaluator.Estimate(model, images, Binarization.Threshold, seed: 8, round: 3, Token);

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var batch = new Batches(images, Binarization.Threshold, default, CPU).Gather([.. Enumerable.Range(0, Count)]);
        var c = eye(Classes).repeat(Count / Classes + 1, 1).narrow(0, 0, Count);
        var eps = NoiseRows.Draw(new Philox(8, RandomStream.EvaluationNoise, 3), [.. Enumerable.Range(0, Count)], Small.Model.Latents);
        var h = Layer("encoder.fc2", Layer("encoder.fc1", cat([batch.Input, c], 1)).relu()).relu();
        var (mu, logVar) = (Layer("latent_z.mu", h), Layer("latent_z.logvar", h));
        var logits = Layer("decoder.fc2", Layer("decoder.fc1", cat([mu + (logVar / 2).exp() * eps, c], 1)).relu());
        var distortion = nn.functional.binary_cross_entropy_with_logits(logits, batch.Target, reduction: nn.Reduction.Sum).ToDouble() / Count;
        var rate = 0.5 * (mu.square() + logVar.exp() - 1 - logVar).sum().ToDouble() / Count;
        Assert.Equal(distortion, estimate.Distortion, 1e-4);
        Assert.Equal(rate, estimate.Rate, 1e-5);

        Tensor Layer(string name, Tensor x) => x.mm(model.get_parameter($"{name}.weight")!.t()) + model.get_parameter($"{name}.bias")!;
    }

    [Fact]
    public void Estimate_LinearGaussian_NllAndAisAgreeWithTheClosedFormGivenTheCondition()
    {
        using var exact = new LinearGaussian(isConditional: true);
        using var shifted = new LinearGaussian(meanShift: 0.3, logVarShift: 0.3, isConditional: true);
        var conditions = Conditions.OneHot([.. Enumerable.Range(0, 30).Select(i => (long)(i % Classes))], Classes);
        var images = LinearGaussian.Images(30).With(conditions);
        var truth = LinearGaussian.Nll(images, conditions.Values);
        Assert.True(truth.Zip(LinearGaussian.Nll(images)).Average(pair => Math.Abs(pair.First - pair.Second)) > 0.3);

        var nll = NllEvaluator.Estimate(exact.Model, images, Binarization.None, samples: 7, cancellation: Token);
        Assert.All(truth.Zip(nll.PerExample), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        // So many draws that the images go in several chunks.
        var chunked = NllEvaluator.Estimate(shifted.Model, images, Binarization.None, samples: 1000, cancellation: Token);
        Assert.Equal(truth.Average(), chunked.Nll, 0.05);
        var ais = AisEvaluator.Estimate(shifted.Model, images, Binarization.None, new() { Chains = 8, Temperatures = 100 }, seed: 3, cancellation: Token);
        Assert.Equal(truth.Average(), ais.Nll, 0.1);
    }

    [Fact]
    public void TrainedVae_Arrays_EncodeReconstructAndEvaluateWithTheCondition()
    {
        var images = Halves(20, 1);
        using var vae = new TrainedVae(new Vae(Options, seed: 2), Binarization.Threshold);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var batch = new Batches(images, Binarization.Threshold, default, CPU).Gather([.. Enumerable.Range(0, 20)]);
        var mean = vae.Model.Encode(batch.Input, batch.Condition).Mean;
        Assert.Equal(mean.data<float>().ToArray(), vae.Encode(images, Token).Mu);
        Assert.Equal(vae.Model.Decode(mean, batch.Condition).sigmoid().data<float>().ToArray(), vae.Reconstruct(images, Token));
        var squares = (batch.Target - vae.Model.Decode(mean, batch.Condition).sigmoid()).square().mean().ToDouble();
        Assert.Equal(squares, ReconstructionEvaluator.Estimate(vae, images, Token).MeanSquaredError.Value, 1e-6);
        Assert.True(OutputSpread.Of(vae.Model, images, Binarization.Threshold).Reconstructions > 0);

        // The same example under the other class.
        var other = images.Slice(0, 1).With(Conditions.OneHot([1], Classes));
        Assert.NotEqual(vae.Score(images.Slice(0, 1), seed: 4, Token), vae.Score(other, seed: 4, Token));
    }

    [Fact]
    public void Gather_SetsMadeFromAnother_KeepConditionsAndLabels()
    {
        var images = Halves(10, 1);
        foreach (var (set, labels) in new[]
        {
            (images.Slice(3, 4), new long[] { 1, 0, 1, 0 }), (images.Select([0, 2, 5, 6]), [0, 0, 1, 0]), (images.Rows([5, 5, 4, 7]), [1, 1, 0, 1]),
            (images.HoldOut(4).Last.WithLabels(new byte[4]), [0, 1, 0, 1]),
        })
        {
            using var scope = NewDisposeScope();
            var batch = new Batches(set, Binarization.None, default, CPU).Gather([3, 0, 1]);
            Assert.Equal([labels[3], labels[0], labels[1]], batch.Labels!.data<long>().ToArray());
            Assert.True(batch.Condition!.Equals(eye(Classes).index_select(0, batch.Labels!)));
        }
        Assert.Equal((ScalarType.Float32, ScalarType.Int64), Types(images));
        var message = Assert.Throws<DataException>(() => Halves(20, 1).With(images.Conditions!)).Message;
        Assert.Contains("20 images but 10 conditions", message, StringComparison.Ordinal);

        static (ScalarType?, ScalarType?) Types(ImageSet set)
        {
            using var scope = NewDisposeScope();
            var batch = new Batches(set, Binarization.None, default, CPU).Gather([0]);
            return (batch.Condition?.dtype, batch.Labels?.dtype);
        }
    }

    [Fact]
    public void Gather_SetWithoutConditions_GivesNull()
    {
        using var scope = NewDisposeScope();
        var batch = new Batches(Small.Bars(3, 1).WithLabels(new byte[3]), Binarization.Threshold, default, CPU).Gather([0, 1]);
        Assert.True(batch.Condition is null && batch.Labels is null);
        var labels = Small.Bars(3, 1).With(new(3, 0, [], [7, 8, 9]));
        batch = new Batches(labels, Binarization.Threshold, default, CPU).Gather([2]);
        Assert.True(batch.Condition is null);
        Assert.Equal(9, batch.Labels!.ToInt64());
    }

    [Fact]
    public void Vae_NetThatTakesNoCondition_IsRefusedByName()
    {
        var options = new OutsideNet();
        var message = Assert.Throws<OptionsException>(() => new Vae(Options with { Net = options })).Message;
        Assert.Contains($"the model takes a condition, but the net {options.Name} has no place for one. Use --model mlp.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vae_OptionsThatDoNotFitACondition_AreRefused()
    {
        Assert.Contains("from 0, for none, to 65536", Refusal(Options with { ConditionWidth = -1 }), StringComparison.Ordinal);
        Assert.Contains("examples without a condition", Refusal(Options with { Prior = new VampOptions(3) }), StringComparison.Ordinal);

        static string Refusal(VaeOptions options) => Assert.Throws<OptionsException>(() => new Vae(options)).Message;
    }

    [Fact]
    public void Examples_ConditionOfAnotherWidth_AreRefused()
    {
        const string None = "no condition, but the model takes a condition of 2 numbers.";
        const string Some = "a condition of 2 numbers, but the model takes no condition.";
        using var scope = NewDisposeScope();
        using var conditional = new TrainedVae(new Vae(Options, seed: 1), Binarization.Threshold);
        using var plain = new TrainedVae(new Vae(Small.Model, seed: 1), Binarization.Threshold);
        var images = Halves(20, 1);
        Refuses(None, () => conditional.Evaluate(Small.Bars(3, 1), cancellation: Token));
        Refuses(None, () => conditional.Decode(new float[Options.Latents], Token));
        Refuses(None, () => conditional.Model.Forward(zeros(1, 30), zeros(1, Options.Latents)));
        Refuses(Some, () => plain.Encode(images, Token));
        Refuses(Some, () => plain.Model.Decode(zeros(1, Options.Latents), zeros(1, Classes)));
        foreach (var (model, data, message) in new[] { (conditional, Small.Data, None), (plain, new("halves", images, images), Some) })
        {
            using var trainer = new Trainer(model.Model, Small.Training);
            Refuses(message, () => trainer.Train(data, cancellation: Token));
        }

        static void Refuses(string message, Action action) =>
            Assert.Contains(message, Assert.Throws<OptionsException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_InJson_SayAConditionOnlyIfThereIsOne()
    {
        Assert.DoesNotContain("condition", JsonSerializer.Serialize(Small.Model, KindJson.Lines), StringComparison.Ordinal);
        var json = JsonSerializer.Serialize(Options, KindJson.Lines);
        Assert.Contains("\"condition_width\":2", json, StringComparison.Ordinal);
        Assert.Equal(Options, JsonSerializer.Deserialize<VaeOptions>(json, KindJson.Lines));
        Assert.NotEqual(Options, Small.Model);
        Assert.EndsWith(", condition 2", Options.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void File_OfAConditionalModel_IsReadBack()
    {
        using var model = new Vae(Options with { Activation = Activation.Gated }, seed: 1);
        Assert.Equal(model.ParameterCount, ModuleSummary.Of(model).Sum(part => part.Parameters));
        using var folder = new TempFolder();
        var path = folder.File("model.safetensors");
        TrainedVae.Capture(model, Binarization.Threshold).Write(path);
        var file = ModelFile.Read(path);
        Assert.Equal(model.Options, file.Options);
        using var loaded = file.Load();
        Assert.Equal(Small.Values(model), Small.Values(loaded.Model));
    }

    [Fact]
    public void Rows_WithACondition_AreEvaluatedByColumn()
    {
        using var folder = new TempFolder();
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 60));
        var classes = Conditions.OneHot([.. Enumerable.Range(0, data.Test.Count).Select(i => (long)(i % Classes))], Classes);
        var rows = new TableSet(data.Test.Table, data.Test.Encoding) { Conditions = classes };
        var likelihood = TableLikelihood.Of(rows.Encoding);
        var options = new VaeOptions { Shape = rows.Shape, Likelihood = likelihood, Hidden = [8], Latents = 2, ConditionWidth = Classes };
        using var vae = new TrainedVae(new Vae(options, seed: 4), Binarization.None, rows.Encoding);
        var cells = ColumnDistortion.PerCell(vae, rows, seed: 3, cancellation: Token);
        var sum = cells.Where(cell => !float.IsNaN(cell)).Sum(cell => (double)cell) / rows.Count;
        Assert.Equal(vae.Evaluate(rows, seed: 3, cancellation: Token).Distortion, sum, 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Prior_ThatTakesTheCondition_IsAskedGivenIt(int draws)
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(Options with { Prior = new ConditionalPrior() }, seed: 1);
        var images = Halves(6, 1);
        var batch = new Batches(images, Binarization.Threshold, default, CPU).Gather([.. Enumerable.Range(0, 6)]);
        var output = model.Forward(batch.Input, randn(6 * draws, Options.Latents), batch.Condition);
        // p(z given c) = N(class, I).
        var shifted = output.Z - batch.Labels!.repeat_interleave(draws).unsqueeze(1);
        var log = -0.5 * (shifted.square() + Math.Log(2 * Math.PI)).sum(1L);
        var q = output.Posterior.Repeat(draws);
        var rate = (q.LogProbability(output.Z) - log).mean().ToDouble();
        Assert.Equal(rate, NegativeElbo.Terms(model, output, batch.Target).Rate.mean().ToDouble(), 1e-4);
        var loss = new Iwae(draws).Loss(model, output, batch.Target, new());
        Assert.Equal(rate, loss.Rate / 6, 1e-4);
        Assert.Equal(rate, new EvidenceLowerBound(draws).Loss(model, output, batch.Target, new()).Rate / 6, 1e-4);
    }

    [Fact]
    public void Estimate_PriorThatTakesTheCondition_NllAndAisAgreeWithTheClosedForm()
    {
        using var linear = new LinearGaussian(logVarShift: 0.5, prior: new ConditionalPrior(), isConditional: true);
        var conditions = Conditions.OneHot([.. Enumerable.Range(0, 30).Select(i => (long)(i % Classes))], Classes);
        var images = LinearGaussian.Images(30).With(conditions);
        var truth = LinearGaussian.Nll(images, conditions.Values).Zip(LinearGaussian.Nll(images, conditions.Values, mean: 1))
            .Select((pair, i) => i % Classes == 0 ? pair.First : pair.Second).Average();
        Assert.Equal(truth, NllEvaluator.Estimate(linear.Model, images, Binarization.None, 4000, cancellation: Token).Nll, 0.02);
        var ais = AisEvaluator.Estimate(linear.Model, images, Binarization.None, new() { Chains = 8, Temperatures = 100 }, seed: 3, cancellation: Token);
        Assert.Equal(truth, ais.Nll, 0.1);
        Assert.True(Math.Abs(truth - LinearGaussian.Nll(images, conditions.Values).Average()) > 0.3);
    }

    /// <summary>p(z given c) = N(class, I), as another assembly would write it.</summary>
    [Kind("conditional-prior", "N(class, I)")]
    private sealed record ConditionalPrior : PriorOptions
    {
        public override string Describe() => "N(class, I)";

        public override Prior Create(PriorRequest request) => new Shifted(request.ConditionWidth, null);

        private sealed class Shifted(int width, Tensor? condition) : Prior(nameof(Shifted))
        {
            public override Prior Given(Tensor? condition) => new Shifted(width, condition);

            public override Tensor LogProbability(Tensor z, Tensor noise) =>
                -0.5 * ((z - Centre(z.shape[0])).square() + Math.Log(2 * Math.PI)).sum(1L);

            public override Tensor Sample(Tensor eps) => eps + Centre(eps.shape[0]);

            private Tensor Centre(long rows)
            {
                Assert.Equal(width, condition!.shape[1]);
                return condition.narrow(1, 1, 1).repeat_interleave(rows / condition.shape[0], 0);
            }
        }
    }
}
