using Elbo.Analysis;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Inference;
using Elbo.Tests.Models;
using Microsoft.ML.OnnxRuntime;

namespace Elbo.Tests.Analysis;

public sealed class OnnxExportTests
{
    private const double Tolerance = 1e-4;

    private static readonly VaeOptions Small = new() { Hidden = [64, 48], DecoderHidden = [32, 40], Latents = 5 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static double Difference(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Assert.Equal(x.Length, y.Length);
        var most = 0.0;
        for (var i = 0; i < x.Length; i++)
            most = Math.Max(most, Math.Abs((double)x[i] - y[i]));
        return most;
    }

    private static void AssertSame(ExportedVae exported, ImageSet images)
    {
        var (codes, posteriors) = (exported.Elbo.Encode(images, Token), exported.Onnx.Encode(images.Pixels, Token));
        Assert.Equal((images.Count, codes.Latents), (posteriors.Count, posteriors.Latents));
        Assert.InRange(Difference(codes.Mu, posteriors.Mu), 0, Tolerance);
        Assert.InRange(Difference(codes.LogVar, posteriors.LogVar), 0, Tolerance);
        Assert.InRange(Difference(exported.Elbo.Decode(codes.Mu, Token), exported.Onnx.Decode(codes.Mu, Token)), 0, Tolerance);
        Assert.InRange(Difference(exported.Elbo.Reconstruct(images, Token), exported.Onnx.Reconstruct(images.Pixels, Token)), 0, Tolerance);
    }

    [Fact]
    public void Write_BatchNormAndDropout_GivesWhatElboGives()
    {
        using var folder = new TempFolder();
        var mnist = Datasets.Load("mnist");
        var data = mnist with { Train = mnist.Train.Slice(0, 1000), Test = ExportedVae.Digits };
        var model = new VaeOptions { Net = new MlpOptions { Hidden = [64, 48], DecoderHidden = [32], BatchNorm = true, Dropout = 0.2 }, Latents = 5 };
        using var run = TrainingRun.Start(folder.File("run"), data, model, new() { Epochs = 1, Threads = 1 });
        using var exported = new ExportedVae(run.Train(cancellation: Token));
        AssertSame(exported, ExportedVae.Digits);
        using var loaded = TrainedVae.Load(folder.File("run"));
        Assert.Equal(model.Net, loaded.Options.Net);
        Assert.Equal(exported.Elbo.Encode(ExportedVae.Digits, Token).Mu, loaded.Encode(ExportedVae.Digits, Token).Mu);
    }

    [Fact]
    public void Write_TrainedModelOfTheSeedsSize_GivesWhatElboGives()
    {
        using var folder = new TempFolder();
        var mnist = Datasets.Load("mnist");
        var data = mnist with { Train = mnist.Train.Slice(0, 2000), Test = ExportedVae.Digits };
        using var run = TrainingRun.Start(folder.File("run"), data, null, new() { Epochs = 2, Threads = 1 });
        using var exported = new ExportedVae(run.Train(cancellation: Token));
        AssertSame(exported, ExportedVae.Digits);

        // The scores against the formulas in double precision.
        var scores = exported.Onnx.Score(ExportedVae.Digits.Pixels, Token);
        var (codes, means) = (exported.Elbo.Encode(ExportedVae.Digits, Token), exported.Elbo.Reconstruct(ExportedVae.Digits, Token));
        for (var i = 0; i < ExportedVae.Digits.Count; i++)
        {
            double distortion = 0, squares = 0, rate = 0;
            for (var p = 0; p < 784; p++)
            {
                double x = ExportedVae.Digits.Image(i)[p] > 127 ? 1 : 0, mean = means[i * 784 + p];
                distortion -= Math.Log(Math.Max(x == 1 ? mean : 1 - mean, 1e-30));
                squares += (x - mean) * (x - mean);
            }
            for (var j = 0; j < codes.Latents; j++)
            {
                double mu = codes.MuOf(i)[j], logVar = codes.LogVar[i * codes.Latents + j];
                rate += 0.5 * (mu * mu + Math.Exp(logVar) - 1 - logVar);
            }
            Assert.Equal(squares, scores.SquaredError[i], 1e-3);
            Assert.Equal(distortion, scores.Distortion[i], 1e-2);
            Assert.Equal(rate, scores.Rate![i], 1e-4);
            Assert.Equal(scores.Distortion[i] + scores.Rate[i], scores.NegElbo![i], 1e-3);
        }
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Elu)]
    [InlineData(Activation.Softplus)]
    [InlineData(Activation.Gated)]
    public void Write_EveryActivation_GivesWhatElboGives(Activation activation)
    {
        using var exported = new ExportedVae(ExportedVae.Fresh(Small with { Activation = activation }, Binarization.Threshold));
        AssertSame(exported, ExportedVae.Digits);
    }

    public static TheoryData<VaeOptions> Nets => new(
        new VaeOptions { Net = new ConvOptions() },
        new VaeOptions { Net = new ConvOptions { Norm = Normalization.Group, Channels = [16, 32] }, Activation = Activation.Elu },
        new VaeOptions { Net = new ResNetOptions() },
        new VaeOptions { Net = new ResNetOptions { Norm = Normalization.None, Blocks = 2, Channels = [16, 32, 16] }, Activation = Activation.Gelu });

    [Theory]
    [MemberData(nameof(Nets))]
    public void Write_NetsOfConvolutions_GiveWhatElboGives(VaeOptions options)
    {
        var digits = ExportedVae.Digits.Slice(0, 50);
        using var exported = new ExportedVae(ExportedVae.Fresh(options with { Latents = 5 }, Binarization.Threshold));
        AssertSame(exported, digits);
        // The same pixels as colour images of odd sides, not square.
        var shape = new ImageShape(3, 13, 9);
        using var odd = new ExportedVae(ExportedVae.Fresh(options with { Shape = shape, Latents = 5, Likelihood = new Gaussian() }, Binarization.None));
        AssertSame(odd, new(shape, digits.Pixels[..(50 * shape.Size)].ToArray()));
    }

    [Theory]
    [InlineData(Binarization.None)]
    [InlineData(Binarization.Static)]
    [InlineData(Binarization.Dynamic)]
    public void Write_EveryBinarization_GivesWhatElboGivesOnBinaryImages(Binarization binarization)
    {
        using var exported = new ExportedVae(ExportedVae.Fresh(Small, binarization));
        // A draw of a black and white target is the image itself.
        byte[] binary = [.. ExportedVae.Digits.Pixels.ToArray().Select(pixel => (byte)(pixel > 127 ? 255 : 0))];
        AssertSame(exported, new(ExportedVae.Digits.Shape, binary));
        if (binarization == Binarization.Dynamic)
            Assert.Equal(exported.Onnx.Reconstruct(binary, Token), exported.Onnx.Reconstruct(ExportedVae.Digits.Pixels, Token));
    }

    [Fact]
    public void Write_Gaussian_HasItsMeanAndItsDensity()
    {
        var gaussian = new Gaussian(0.3);
        using var exported = new ExportedVae(ExportedVae.Fresh(Small with { Likelihood = gaussian }, Binarization.None));
        AssertSame(exported, ExportedVae.Digits);
        var (scores, means) = (exported.Onnx.Score(ExportedVae.Digits.Pixels, Token), exported.Elbo.Reconstruct(ExportedVae.Digits, Token));
        var squares = Enumerable.Range(0, 784).Sum(p => Math.Pow(ExportedVae.Digits.Pixels[p] / 255.0 - means[p], 2));
        Assert.Equal(squares, scores.SquaredError[0], 1e-3 * squares);
        var distortion = squares / (2 * 0.09) + 784 * (Math.Log(0.3) + 0.5 * Math.Log(2 * Math.PI));
        Assert.Equal(distortion, scores.Distortion[0], 1e-4 * Math.Abs(distortion));
    }

    [Fact]
    public void Write_OptimalSigma_IsTheGaussianOfTheWeights()
    {
        using var exported = new ExportedVae(ExportedVae.Fresh(Small with { Likelihood = new GaussianOptimal() }, Binarization.None));
        AssertSame(exported, ExportedVae.Digits);
        var sigma = exported.File.Weights["likelihood.sigma"].AsDoubles()[0];
        var scores = exported.Onnx.Score(ExportedVae.Digits.Pixels, Token);
        var distortion = scores.SquaredError[0] / (2 * sigma * sigma) + 784 * (Math.Log(sigma) + 0.5 * Math.Log(2 * Math.PI));
        Assert.Equal(distortion, scores.Distortion[0], 1e-4 * Math.Abs(distortion));
    }

    public static TheoryData<Likelihood> Likelihoods => new((Likelihood[])[
        new Bernoulli(), new ContinuousBernoulli(), new Gaussian(0.3), new GaussianLearned(), new Laplace(), new Laplace(0.2),
        new DiscretizedLogistic(), new DiscretizedLogistic(2), new LogisticMixture(3), new LogisticMixture(1, 16), new BetaBinomial(), new BetaBinomial(2),
        new Categorical(), new Categorical(3),
    ]);

    [Theory]
    [MemberData(nameof(Likelihoods))]
    public void Write_EveryLikelihood_HasItsMeanItsParametersAndItsLogProbability(Likelihood likelihood)
    {
        // The centre of digits: 256 outputs for each pixel of a whole digit take seconds.
        var half = new ImageShape(1, 14, 28);
        var digits = new ImageSet(half, Enumerable.Range(0, 20).SelectMany(i => ExportedVae.Digits.Image(i)[(7 * 28)..(21 * 28)].ToArray()).ToArray());
        using var exported = new ExportedVae(ExportedVae.Fresh(Small with { Shape = half, Likelihood = likelihood }, Binarization.None));
        AssertSame(exported, digits);
        AssertSameScores(exported, digits);
        // A case where planes and channels must not be confused.
        var shape = new ImageShape(3, 7, 5);
        using var color = new ExportedVae(
            ExportedVae.Fresh(Small with { Shape = shape, Likelihood = likelihood, Net = new ConvOptions { Channels = [16] } }, Binarization.None));
        var images = new ImageSet(shape, digits.Pixels[..(20 * shape.Size)].ToArray());
        AssertSame(color, images);
        AssertSameScores(color, images);
    }

    /// <summary>Against Elbo's own likelihood in double precision, at parameters that decoder.onnx gives.</summary>
    private static void AssertSameScores(ExportedVae exported, ImageSet images)
    {
        var (vae, codes, scores) = (exported.Elbo, exported.Elbo.Encode(images, Token), exported.Onnx.Score(images.Pixels, Token));
        using var session = new InferenceSession(exported.Paths[1]);
        using var z = OrtValue.CreateTensorValueFromMemory(codes.Mu, [images.Count, codes.Latents]);
        using var run = new RunOptions();
        using var made = session.Run(run, ["z"], [z], ["parameters"]);
        Assert.Equal(
            [images.Count, vae.Options.Likelihood.Planes, vae.Options.Shape.Channels, vae.Options.Shape.Height, vae.Options.Shape.Width],
            made[0].GetTensorTypeAndShape().Shape);
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var inference = TorchSharp.torch.inference_mode();
        var parameters = vae.Model.Decode(TorchSharp.torch.tensor(codes.Mu, images.Count, codes.Latents));
        Assert.InRange(Difference(parameters.data<float>().ToArray(), made[0].GetTensorDataAsSpan<float>()), 0, Tolerance);

        var target = TorchSharp.torch.tensor(images.Pixels.ToArray().Select(pixel => pixel / 255.0).ToArray(), images.Count, images.Shape.Size);
        var expected = vae.Model.Likelihood.LogProbability(target, parameters.to(TorchSharp.torch.ScalarType.Float64)).data<double>().ToArray();
        for (var i = 0; i < images.Count; i++)
            Assert.Equal(-expected[i], scores.Distortion[i], 1e-5 * Math.Max(images.Shape.Size, Math.Abs(expected[i])));
    }

    [Fact]
    public void Write_LikelihoodWithoutAnOnnxForm_IsRefusedByName()
    {
        using var folder = new TempFolder();
        using var vae = new TrainedVae(
            new(Small with { Shape = new(1, 1, 3), Likelihood = new TableLikelihood([new(ColumnKind.Real), new(ColumnKind.Binary)]) }), Binarization.None);
        vae.Save(folder.File("model.safetensors"));
        var error = Assert.Throws<ModelFileException>(() => OnnxExport.Write(ModelFile.Read(folder.File("model.safetensors")), folder.File("onnx")));
        Assert.Contains($"The likelihood {vae.Options.Likelihood.Describe()} has no ONNX form", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("onnx")));
    }

    [Fact]
    public void Write_KindsOfAnotherAssembly_AreRefusedByName()
    {
        Assert.Equal(
            "The net of model, outside-net, z5, has no ONNX form in Elbo; mlp, conv and resnet have. Use the run with Elbo.",
            Refusal(Small with { Net = new OutsideNet() }));
        Assert.Equal("The posterior logistic has no ONNX form in Elbo. Use the run with Elbo.", Refusal(Small with { Posterior = new OutsidePosterior() }));
        Assert.Equal(
            "The likelihood zero-inflated Poisson has no ONNX form in Elbo. Use the run with Elbo, or only its weights: model.safetensors.",
            Refusal(Small with { Likelihood = new ZeroInflatedPoisson() }));

        static string Refusal(VaeOptions options) => Assert.Throws<ModelFileException>(() =>
            OnnxExport.Write(new ModelFile(ModelFileKind.Safetensors, new([], null, "model"), options, Binarization.None), "onnx")).Message;
    }

    [Fact]
    public void Write_PriorThatIsNoStandardNormal_LeavesTheRateOut()
    {
        using var exported = new ExportedVae(ExportedVae.Fresh(Small with { Prior = new VampOptions(7) }, Binarization.Threshold));
        AssertSame(exported, ExportedVae.Digits);
        var scores = exported.Onnx.Score(ExportedVae.Digits.Pixels, Token);
        Assert.Null(scores.Rate);
        Assert.Null(scores.NegElbo);
        Assert.Equal(100, scores.Distortion.Length);
    }

    [Fact]
    public void Write_DescribesItself_ByNamesShapesAndMetadata()
    {
        using var exported = new ExportedVae(ExportedVae.Fresh(Small with { Shape = new(3, 4, 5) }, Binarization.None));
        using var session = new InferenceSession(exported.Paths[2]);
        Assert.Equal([-1, 3, 4, 5], session.InputMetadata["images"].Dimensions);
        Assert.Equal(typeof(byte), session.InputMetadata["images"].ElementType);
        Assert.Equal(["reconstruction", "mu", "logvar", "squared_error", "distortion", "rate", "neg_elbo"], session.OutputNames);
        Assert.Equal([-1, 3, 4, 5], session.OutputMetadata["reconstruction"].Dimensions);
        var metadata = session.ModelMetadata;
        Assert.Equal(("elbo", "vae"), (metadata.ProducerName, metadata.CustomMetadataMap["elbo.part"]));
        Assert.Equal("none", metadata.CustomMetadataMap["elbo.binarization"]);
        Assert.Contains("\"latents\":5", metadata.CustomMetadataMap["elbo.model"], StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FilesThatAreThere_NeedReplace()
    {
        using var exported = new ExportedVae(ExportedVae.Fresh(Small, Binarization.Threshold));
        Assert.Contains(
            "exists already", Assert.Throws<RunException>(() => OnnxExport.Write(exported.File, exported.Folder)).Message, StringComparison.Ordinal);
        OnnxExport.Write(exported.File, exported.Folder, replace: true);
    }
}
