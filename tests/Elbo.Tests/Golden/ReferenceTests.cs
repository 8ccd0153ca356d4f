using System.Reflection;
using System.Text.Json.Nodes;
using Elbo.Analysis.Imputation;
using Elbo.Analysis.Scoring;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using Elbo.Tests.Files.Pytorch;
using Elbo.Tests.Models;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Golden;

/// <summary>Elbo against numbers of another program, plain Python after the papers' formulas (see make_references.py).</summary>
[Collection(TorchCollection.Name)]
public sealed class ReferenceTests
{
    private static readonly Lazy<JsonObject> LazyReferences = new(() =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Golden/references.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void References_MadeAnew_AreTheCommittedOnes()
    {
        var made = JsonNode.Parse(Pytorch.Run(Pytorch.Script("make_references.py")))!;
        foreach (var (part, values) in LazyReferences.Value)
            Assert.Equal(Flat(values!), Flat(made[part]!), (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));
    }

    [Fact]
    public void Mixture_LogProbability_IsTheReference()
    {
        using var scope = NewDisposeScope();
        var of = LazyReferences.Value["mixture"]!;
        using var prior = new MixtureOfGaussians(3, 2);
        foreach (var name in new[] { "mean", "logvar", "logits" })
            prior.Set(name, Floats(of[name]!));
        AssertClose(of["logs"]!, prior.LogProbability(tensor(Floats(of["z"]!), 5, 2), zeros(5, 0)));
    }

    [Fact]
    public void Vamp_LogProbability_IsTheReference()
    {
        using var scope = NewDisposeScope();
        var of = LazyReferences.Value["vamp"]!;
        using var prior = new VampPrior(4, 3, u => new DiagonalGaussian(Linear(of["mu"]!, u), Linear(of["logvar"]!, u)));
        prior.Set("pseudo_inputs", Floats(of["pseudo"]!));
        AssertClose(of["logs"]!, prior.LogProbability(tensor(Floats(of["z"]!), 6, 1), zeros(6, 0)));

        static Tensor Linear(JsonNode numbers, Tensor u) =>
            u.mm(tensor(Floats(numbers)[..^1], 3, 1)) + Floats(numbers)[^1];
    }

    [Fact]
    public void Hierarchical_LogWeight_IsTheReference()
    {
        using var scope = NewDisposeScope();
        var of = LazyReferences.Value["hierarchical"]!;
        using var prior = new HierarchicalPrior(2, new() { Latents = 1, Hidden = [3] }, Activation.Tanh);
        foreach (var (name, values) in of["weights"]!.AsObject())
            prior.Set(name, Floats(values!));
        AssertClose(of["logs"]!, prior.LogProbability(tensor(Floats(of["z"]!), 5, 2), tensor(Floats(of["noise"]!), 5, 1)));
    }

    [Fact]
    public void Nll_BothEstimators_AreTheIntegral()
    {
        using var model = BinaryPixels();
        byte[] images = [.. Enumerable.Range(0, 16).SelectMany(i => new[] { i >> 3 & 1, i >> 2 & 1, i >> 1 & 1, i & 1 }).Select(bit => (byte)(255 * bit))];
        var set = new ImageSet(new(1, 2, 2), images);
        var expected = Flat(LazyReferences.Value["binary_pixels"]!["nll"]!);
        var sampled = NllEvaluator.Estimate(model, set, Binarization.Threshold, 20_000, seed: 1, cancellation: Stop).PerExample;
        Assert.Equal(expected, sampled, (a, b) => Math.Abs(a - b) < 0.03);
        var annealed = AisEvaluator.Estimate(
            model, set, Binarization.Threshold, new() { Chains = 200, Temperatures = 50 }, seed: 3, cancellation: Stop).PerExample;
        Assert.Equal(expected, annealed, (a, b) => Math.Abs(a - b) < 0.06);
    }

    [Fact]
    public void Impute_ByImportanceWeights_IsTheConditionalExpectation()
    {
        using var vae = new TrainedVae(BinaryPixels(), Binarization.None);
        var of = LazyReferences.Value["binary_pixels"]!;
        var missing = Flat(of["missing"]!);
        float[] holes = [.. new[] { (0, 0), (0, 1), (1, 0), (1, 1) }.SelectMany(seen => new[] { seen.Item1, float.NaN, seen.Item2, float.NaN })];
        var filled = Imputer.Mean(vae, holes, new() { Samples = 10_000 }, Stop);
        double[] found = [.. Enumerable.Range(0, 4).SelectMany(i => missing.Select(pixel => (double)filled[4 * i + (int)pixel]))];
        Assert.Equal(Flat(of["expected"]!), found, (a, b) => Math.Abs(a - b) < 0.01);
    }

    /// <summary>docs/tables.md: the density in the file's own units has Σ log σ more nats, and log x more for positive columns.</summary>
    [Fact]
    public void Table_WithTheJacobian_IsTheDensityInTheFilesUnits()
    {
        using var scope = NewDisposeScope();
        var of = LazyReferences.Value["table"]!;
        var (centers, scales, cells, logs) = (Flat(of["centers"]!), Flat(of["scales"]!), Flat(of["cells"]!), Flat(of["logs"]!));
        ColumnEncoding[] columns = [.. of["kinds"]!.AsArray().Select((kind, i) => new ColumnEncoding(
            $"c{i}", Enum.Parse<ColumnKind>((string)kind!, ignoreCase: true),
            (string)kind! == "categorical" ? ["a", "b", "c"] : (string)kind! == "binary" ? ["n", "y"] : [], centers[i], scales[i], false))];
        var likelihood = TableLikelihood.Of(new(columns));
        var targets = tensor(cells.Select((cell, i) => columns[i % 5].Target(cell)).ToArray(), 2, 5);
        var standardized = likelihood.DimensionLogProbability(targets, tensor(Floats(of["outputs"]!), 2, 10)).data<float>().ToArray();
        for (var i = 0; i < logs.Length; i++)
        {
            var jacobian = columns[i % 5].Kind switch
            {
                ColumnKind.Real => Math.Log(scales[i % 5]),
                ColumnKind.Positive => Math.Log(scales[i % 5]) + Math.Log(cells[i]),
                _ => 0,
            };
            Assert.Equal(logs[i], standardized[i] - jacobian, 1e-4 * Math.Max(1, Math.Abs(logs[i])));
        }
    }

    [Fact]
    public void Auroc_WithTies_IsTheShareOfOrderedPairs()
    {
        var of = LazyReferences.Value["auroc"]!;
        Assert.Equal((double)of["area"]!, Scorer.Auroc(Flat(of["normal"]!), Flat(of["anomalous"]!)), 1e-12);
    }

    private static Vae BinaryPixels()
    {
        var model = new Vae(new()
        {
            Shape = new(1, 2, 2),
            Hidden = [3],
            DecoderHidden = [3],
            Latents = 1,
            Activation = Activation.Tanh,
        });
        foreach (var (name, values) in LazyReferences.Value["binary_pixels"]!["weights"]!.AsObject())
            model.Set(name, Floats(values!));
        return model;
    }

    private static double[] Flat(JsonNode values) => values switch
    {
        JsonArray array => [.. array.SelectMany(each => Flat(each!))],
        JsonObject parts => [.. parts.SelectMany(part => Flat(part.Value!))],
        _ => values.GetValueKind() == System.Text.Json.JsonValueKind.Number ? [(double)values] : [],
    };

    private static float[] Floats(JsonNode values) => [.. Flat(values).Select(value => (float)value)];

    private static void AssertClose(JsonNode expected, Tensor found) => Assert.Equal(
        Flat(expected), found.data<float>().ToArray().Select(value => (double)value), (a, b) => Math.Abs(a - b) <= 2e-5 * Math.Max(1, Math.Abs(a)));
}
