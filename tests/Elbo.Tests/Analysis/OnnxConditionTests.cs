using System.Text.Json;
using Elbo.Analysis;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Inference;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Tests.Data;
using Elbo.Tests.Inference;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Elbo.Tests.Analysis;

/// <summary>Exported models with a condition against the same models in Elbo.</summary>
public sealed class OnnxConditionTests
{
    private const double Tolerance = 1e-4;

    private static readonly ConditionSchema Labels = ConditionSchema.Of(Datasets.Load("mnist"), ["label"], hasAny: false);

    private static readonly ConditionSchema LabelsOrAny = ConditionSchema.Of(Datasets.Load("mnist"), ["label"], hasAny: true);

    private static readonly ConditionSchema Mixed = new(
    [
        new("label", ColumnKind.Categorical, Labels.Columns[0].Categories, 0, 1, HasMissing: false),
        new("slant", ColumnKind.Real, [], 3, 0.5, HasMissing: true),
        new("width", ColumnKind.Real, [], -100, 20, HasMissing: false),
    ]);

    private static readonly VaeOptions Small = new() { Hidden = [64, 48], DecoderHidden = [32, 40], Latents = 5 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ImageSet Digits(ConditionSchema schema) => (ImageSet)ExportedVae.Digits.With(schema, "digits");

    private static string[] Given => [.. ExportedVae.Digits.Labels.ToArray().Select(label => $"label={label}")];

    private static ExportedVae Exported(ConditionSchema schema, VaeOptions? options = null) =>
        new(ExportedVae.Fresh((options ?? Small) with { ConditionWidth = schema.Inputs }, Binarization.Threshold, schema));

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], found[i], Tolerance * Math.Max(1, Math.Abs(expected[i])));
    }

    private static void AssertSame(TrainedVae elbo, InferenceVae onnx, ImageSet images)
    {
        var (codes, posteriors) = (elbo.Encode(images, Token), onnx.Encode(images.Pixels, Token));
        AssertClose(codes.Mu, posteriors.Mu);
        AssertClose(codes.LogVar, posteriors.LogVar);
        AssertClose(elbo.Decode(codes.Mu, elbo.UnderCondition(images).Conditions, Token), onnx.Decode(codes.Mu, Token));
        AssertClose(elbo.Reconstruct(images, Token), onnx.Reconstruct(images.Pixels, Token));
    }

    public static TheoryData<VaeOptions> Nets => new(
        Small,
        Small with { Activation = Activation.Gated },
        new() { Net = new ConvOptions(), Latents = 5 },
        new() { Net = new ResNetOptions { Channels = [16, 32], Blocks = 2 }, Latents = 5 });

    [Theory]
    [MemberData(nameof(Nets))]
    public void Write_LabelAsCondition_GivesWhatElboGives(VaeOptions options)
    {
        using var exported = Exported(LabelsOrAny, options);
        AssertSame(exported.Elbo, exported.Onnx.Given(Given), Digits(LabelsOrAny));
        AssertSame(exported.Elbo.Given("label=7"), exported.Onnx.Given("label=7"), ExportedVae.Digits);
        AssertSame(exported.Elbo.Given("any"), exported.Onnx, ExportedVae.Digits);
        Assert.NotEqual(exported.Onnx.Decode(new float[5], Token), exported.Onnx.Given("label=7").Decode(new float[5], Token));
    }

    [Fact]
    public void Write_NamesAndNumbers_AreScaledByTheGraph()
    {
        using var exported = Exported(Mixed);
        foreach (var given in new[] { "label=3,slant=2.5,width=-130", "label=9,width=0", "width=1e9,label=0,slant=any" })
            AssertSame(exported.Elbo.Given(given), exported.Onnx.Given(given), ExportedVae.Digits);
    }

    [Fact]
    public void Write_ModelThatInfersTheClass_GivesProbabilitiesAndTakesTheLikeliest()
    {
        var schema = Labels with { IsInferred = true };
        using var exported = Exported(schema, Small with { Classes = 10 });
        AssertSame(exported.Elbo, new Fixed(exported.Onnx, exported.Elbo).Likeliest(), ExportedVae.Digits);
        AssertClose(exported.Elbo.Encode(ExportedVae.Digits, Token).Mu, exported.Onnx.Encode(ExportedVae.Digits.Pixels, Token).Mu);
        AssertClose(exported.Elbo.Reconstruct(ExportedVae.Digits, Token), exported.Onnx.Reconstruct(ExportedVae.Digits.Pixels, Token));
        AssertSame(exported.Elbo.Given("label=4"), exported.Onnx.Given("label=4"), ExportedVae.Digits);
        using var session = new InferenceSession(exported.Paths[0]);
        using var images = OrtValue.CreateTensorValueFromMemory(ExportedVae.Digits.Pixels.ToArray(), [100, 1, 28, 28]);
        using var condition = OrtValue.CreateTensorValueFromMemory(new float[1000], [100, 10]);
        using var run = new RunOptions();
        using var made = session.Run(run, ["images", "condition"], [images, condition], ["class_probabilities"]);
        AssertClose(ClassProbabilities.Of(exported.Elbo, ExportedVae.Digits, Token).Values, made[0].GetTensorDataAsSpan<float>());
        Assert.Contains("No value was given for the condition label",
            Assert.Throws<ArgumentException>(() => exported.Onnx.Decode(new float[5], Token)).Message, StringComparison.Ordinal);
    }

    /// <summary>The likeliest class of each digit, by Elbo, given by name.</summary>
    private sealed record Fixed(InferenceVae Onnx, TrainedVae Elbo)
    {
        public InferenceVae Likeliest() => Onnx.Given([.. ClassProbabilities.Of(Elbo, ExportedVae.Digits, Token).Likeliest.Select(y => $"label={y}")]);
    }

    [Fact]
    public void Write_ConditionalPrior_HasItsRate()
    {
        using var exported = Exported(Labels, Small with { Prior = new ConditionalOptions { Hidden = [7] } });
        var digits = Digits(Labels);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var (codes, model) = (exported.Elbo.Encode(digits, Token), exported.Elbo.Model);
        var c = digits.Conditions!.On(CPU)!;
        var posterior = model.Encode(tensor(ExportedVae.Digits.Pixels.ToArray().Select(pixel => pixel / 255f).ToArray(), 100, 784), c);
        var expected = model.Prior.Given(c).Rate(posterior, posterior.Mean, zeros(100, 0)).data<float>().ToArray();
        var scores = exported.Onnx.Given(Given).Score(ExportedVae.Digits.Pixels, Token);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(expected[i], scores.Rate![i], 1e-3 + 1e-4 * expected[i]);
            Assert.Equal(scores.Distortion[i] + scores.Rate[i], scores.NegElbo![i], 1e-3 + 1e-5 * Math.Abs(scores.NegElbo[i]));
        }
    }

    [Fact]
    public void Write_DescribesTheConditionInItsMetadata()
    {
        using var exported = Exported(Mixed);
        using var session = new InferenceSession(exported.Paths[1]);
        Assert.Equal(["z", "condition"], session.InputNames);
        Assert.Equal([-1, 12], session.InputMetadata["condition"].Dimensions);
        var columns = JsonDocument.Parse(session.ModelMetadata.CustomMetadataMap["elbo.condition"]).RootElement.GetProperty("columns");
        Assert.Equal(["label", "slant", "width"], columns.EnumerateArray().Select(column => column.GetProperty("name").GetString()));
        Assert.Equal([false, true, false], columns.EnumerateArray().Select(column => column.GetProperty("any").GetBoolean()));
        Assert.Equal(10, columns[0].GetProperty("values").GetArrayLength());
        Assert.Equal("real", columns[1].GetProperty("kind").GetString());
    }

    [Fact]
    public void Run_NoNameWhereAnyMeansNothing_GivesNaN()
    {
        using var exported = Exported(Labels);
        using var session = new InferenceSession(exported.Paths[1]);
        using var z = OrtValue.CreateTensorValueFromMemory(new float[5], [1, 5]);
        using var run = new RunOptions();
        foreach (var first in new[] { 0f, 1f })
        {
            using var condition = OrtValue.CreateTensorValueFromMemory([first, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 10]);
            using var made = session.Run(run, ["z", "condition"], [z, condition], ["mean"]);
            Assert.Equal(first == 0, float.IsNaN(made[0].GetTensorDataAsSpan<float>()[0]));
        }
    }

    [Fact]
    public void Write_FileWithoutItsRun_IsRefused_AndOfTheRunIsNot()
    {
        using var folder = new TempFolder();
        var mnist = Datasets.Load("mnist", new() { Condition = ["label"] });
        var data = mnist with { Train = mnist.Train.Slice(0, 300), Test = ExportedVae.Digits };
        var model = new VaeOptions { Hidden = [16], DecoderHidden = [16], Latents = 5 };
        using (var run = TrainingRun.Start(folder.File("run"), data, model, new() { Epochs = 1, Threads = 1 }))
            run.Train(cancellation: Token).Dispose();
        var message = Assert.Throws<ModelFileException>(
            () => OnnxExport.Write(ModelFile.Read(Path.Combine(folder.File("run"), "model.safetensors")), folder.File("onnx"))).Message;
        Assert.Contains(
            "takes a condition, and the names of its values are in run.json, not among the weights. Export the run", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("onnx")));
        Assert.Equal(3, OnnxExport.WriteRun(folder.File("run")).Count);
        using var vae = TrainedVae.Load(folder.File("run"));
        using var onnx = InferenceVae.Open(Path.Combine(folder.File("run"), "onnx"));
        onnx.WarmUp(Token);
        AssertSame(vae, onnx.Given(Given), Digits(vae.Condition!));
    }
}
