using System.Globalization;
using System.Reflection;
using Elbo.Data;
using Elbo.Files.Safetensors;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Tests.Data;
using Elbo.Tests.Files.Pytorch;

namespace Elbo.Tests.Models.Storage;

public sealed class ModelFileTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static byte[] Golden(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Golden/" + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly ImageShape Shape = new(1, 3, 4);

    private string Checkpoint() => folder.Write("seed.pt", Golden("seed-checkpoint.pt"));

    private static ImageSet Images(SafetensorsFile golden, ImageShape shape) => new(shape, golden["images"].AsSingles().Select(pixel => (byte)pixel).ToArray());

    private static double Difference(SafetensorsFile golden, string name, float[] actual) =>
        golden[name].AsSingles().Zip(actual, (x, y) => Math.Abs((double)x - y)).Max();

    [Fact]
    public void Read_CheckpointOfPytorch_ReconstructsAsPytorchDoes()
    {
        var golden = SafetensorsFile.Read(Golden("seed-checkpoint.safetensors"), "golden");
        var file = ModelFile.Read(Checkpoint(), new() { Shape = Shape });
        Assert.Equal((ModelFileKind.Pytorch, "12-4-4-z2-4-12", Binarization.Threshold), (file.Kind, file.Options.Describe(), file.Binarization));
        using var vae = file.Load();
        var codes = vae.Encode(Images(golden, Shape), Token);
        Assert.InRange(Difference(golden, "mu", codes.Mu), 0, Tolerance);
        Assert.InRange(Difference(golden, "logvar", codes.LogVar), 0, Tolerance);
        Assert.InRange(Difference(golden, "reconstructions", vae.Reconstruct(Images(golden, Shape), Token)), 0, Tolerance);
    }

    [Fact]
    public void Read_CheckpointAndStateDictOfTheSeedsSize_ReconstructAsPytorchDoes()
    {
        Pytorch.Run(Pytorch.Script("make_checkpoint.py"), folder.Path, "784", "512", "20");
        var golden = SafetensorsFile.Read(folder.File("seed-checkpoint.safetensors"));
        using var vae = ModelFile.Read(folder.File("seed-checkpoint.pt")).Load();
        Assert.Equal(new VaeOptions(), vae.Options);
        Assert.InRange(Difference(golden, "reconstructions", vae.Reconstruct(Images(golden, new(1, 28, 28)), Token)), 0, Tolerance);

        var bare = ModelFile.Read(folder.File("seed-state-dict.pth"));
        Assert.Equal(vae.Options, bare.Options);
        Assert.All(
            ModelFile.Read(folder.File("seed-checkpoint.pt")).Weights.Tensors,
            tensor => Assert.Equal(tensor.AsSingles(), bare.Weights[tensor.Name].AsSingles()));
    }

    [Fact]
    public void Save_ReadInPytorchByTheDocumentedLines_HasTheSameWeights()
    {
        using var vae = ModelFile.Read(Checkpoint(), new() { Shape = Shape }).Load();
        vae.Save(folder.File("model.safetensors"));
        var printed = Pytorch.Run(Pytorch.Script("read_elbo.py"), folder.File("model.safetensors"), Checkpoint());
        Assert.Equal("12 tensors, equal", printed.Trim());
    }

    [Fact]
    public void Read_SavedByElbo_NeedsNoOptions()
    {
        var options = new VaeOptions
        {
            Shape = Shape,
            Hidden = [5],
            DecoderHidden = [6, 7],
            Latents = 2,
            Activation = Activation.Tanh,
            Likelihood = new Gaussian(0.2),
        };
        using (var vae = new TrainedVae(new(options), Binarization.None))
            vae.Save(folder.File("model.safetensors"));
        var file = ModelFile.Read(folder.File("model.safetensors"));
        Assert.Equal((options, Binarization.None, ModelFileKind.Safetensors), (file.Options, file.Binarization, file.Kind));
        var error = Assert.Throws<OptionsException>(
            () => ModelFile.Read(folder.File("model.safetensors"), new() { Activation = Activation.Relu, Binarization = Binarization.Dynamic }));
        Assert.Equal(2, error.Faults.Count);
        Assert.Contains("activation was relu, but the file says tanh", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.module.")]
    [InlineData("module._orig_mod.")]
    [InlineData("lightning.vae.")]
    public void Read_NamesWithAPrefix_AreThoseOfTheModel(string prefix)
    {
        var weights = ModelFile.Read(Checkpoint(), new() { Shape = Shape }).Weights;
        new SafetensorsFile(
        [
            .. weights.Tensors.Select(tensor => Renamed(tensor, prefix + tensor.Name)),
            SafetensorsTensor.FromSingles("loss.weight", [1], [1]),
        ]).Write(folder.File("wrapped.safetensors"));
        var read = ModelFile.Read(folder.File("wrapped.safetensors"), new() { Shape = Shape });
        Assert.Equal("12-4-4-z2-4-12", read.Options.Describe());
        Assert.Equal(weights.Tensors.Select(tensor => tensor.Name).Order(), read.Weights.Tensors.Select(tensor => tensor.Name).Order());
        Assert.Equal(weights["decoder.fc2.weight"].AsSingles(), read.Weights["decoder.fc2.weight"].AsSingles());
    }

    [Fact]
    public void Read_TwoModels_NamesThem()
    {
        var weights = ModelFile.Read(Checkpoint(), new() { Shape = Shape }).Weights.Tensors;
        new SafetensorsFile(((string[])["ema.", "net."]).SelectMany(prefix => weights.Select(tensor => Renamed(tensor, prefix + tensor.Name))))
            .Write(folder.File("two.safetensors"));
        Assert.Contains(
            "holds 2 models, below ema., net.. Save the weights of one of them",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(folder.File("two.safetensors"), new() { Shape = Shape })).Message, StringComparison.Ordinal);
    }

    /// <summary>784-400-z20-400-784 of github.com/pytorch/examples, and two layers of github.com/clementchadebec/benchmark_VAE, both small.</summary>
    [Theory]
    [InlineData("12-4-z2-4-12", "fc1 4 12,fc21 2 4,fc22 2 4,fc3 4 2,fc4 12 4", "fc21.bias", "latent_z.mu.bias")]
    [InlineData(
        "12-5-4-z2-4-12",
        "encoder.layers.0.0 5 12,encoder.layers.1.0 4 5,encoder.embedding 2 4,encoder.log_var 2 4,decoder.layers.0.0 4 2,decoder.layers.1.0 12 4",
        "encoder.log_var.bias", "latent_z.logvar.bias")]
    public void Read_LayoutsOfOtherPrograms_AreTranslated(string description, string layers, string from, string to)
    {
        List<SafetensorsTensor> tensors = [];
        foreach (var (i, layer) in layers.Split(',').Index())
        {
            string[] parts = layer.Split(' ');
            int rows = int.Parse(parts[1], CultureInfo.InvariantCulture), columns = int.Parse(parts[2], CultureInfo.InvariantCulture);
            tensors.Add(SafetensorsTensor.FromSingles($"{parts[0]}.weight", [rows, columns], new float[rows * columns]));
            tensors.Add(SafetensorsTensor.FromSingles($"{parts[0]}.bias", [rows], [.. Enumerable.Repeat(i + 1f, rows)]));
        }
        new SafetensorsFile(tensors).Write(folder.File("other.safetensors"));
        var read = ModelFile.Read(folder.File("other.safetensors"), new() { Shape = Shape });
        Assert.Equal(description, read.Options.Describe());
        Assert.Equal(tensors.Single(tensor => tensor.Name == from).AsSingles(), read.Weights[to].AsSingles());
        using var vae = read.Load();
        Assert.Equal(2, vae.Options.Latents);
    }

    private static SafetensorsTensor Renamed(SafetensorsTensor tensor, string name) => new(name, tensor.Type, [.. tensor.Shape], tensor.Bytes);

    [Theory]
    [InlineData("latent_z.logvar.bias", null, "missing: latent_z.logvar.bias [2]")]
    [InlineData("decoder.fc2.weight", new long[] { 12, 5 }, "of another shape: decoder.fc2.weight [12, 5] instead of [12, 4]")]
    [InlineData("decoder.norm.weight", new long[] { 4 }, "unexpected: decoder.norm.weight F32 [4]")]
    [InlineData("encoder.fc1.weight", null, "does not have the layout of a VAE that Elbo reads: missing encoder.fc1.weight")]
    public void Read_OtherLayout_ListsTheDifferences(string name, long[]? shape, string fault)
    {
        var weights = ModelFile.Read(Checkpoint(), new() { Shape = Shape }).Weights.Tensors.Where(tensor => tensor.Name != name).ToList();
        if (shape is not null)
            weights.Add(SafetensorsTensor.FromSingles(name, shape, new float[shape.Aggregate(1L, (x, y) => x * y)]));
        new SafetensorsFile(weights).Write(folder.File("other.safetensors"));
        Assert.Contains(
            fault,
            Assert.Throws<ModelFileException>(() => ModelFile.Read(folder.File("other.safetensors"), new() { Shape = Shape })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherImagesOrNumbers_SaysSo()
    {
        Assert.Contains(
            "takes 12 values per image, but the images are 28×28, 784 values",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(Checkpoint(), new() { Shape = new(1, 28, 28) })).Message,
            StringComparison.Ordinal);
        Assert.Contains("not a square", Assert.Throws<ModelFileException>(() => ModelFile.Read(Checkpoint())).Message, StringComparison.Ordinal);
        new SafetensorsFile([SafetensorsTensor.FromSingles("w", [2], [1, float.NaN])]).Write(folder.File("nan.safetensors"));
        Assert.Contains(
            "'w' holds numbers that are not finite",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(folder.File("nan.safetensors"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ImportedRun_IsAnOrdinaryRun_ThatCannotBeResumed()
    {
        var golden = SafetensorsFile.Read(Golden("seed-checkpoint.safetensors"), "golden");
        var images = Images(golden, Shape);
        var run = ImportedRun.Write(Checkpoint(), folder.File("run"), new("tiny", images, images), cancellation: Token);
        var manifest = run.ReadManifest();
        Assert.Equal((RunStatus.Imported, "seed.pt", ModelFileKind.Pytorch), (manifest.Status, manifest.Imported!.File, manifest.Imported.Kind));
        Assert.Equal(manifest.Test!.NegElbo, manifest.Test.Distortion + manifest.Test.Rate, 1e-9);
        using var vae = TrainedVae.Load(run.Root);
        Assert.InRange(Difference(golden, "reconstructions", vae.Reconstruct(images, Token)), 0, Tolerance);
        Assert.Contains(
            "no training state",
            Assert.Throws<RunException>(() => TrainingRun.Resume(run.Root, new Elbo.Data.Dataset<Elbo.Data.ImageSet>("tiny", images, images))).Message,
            StringComparison.Ordinal);
        Assert.Throws<RunException>(() => ImportedRun.Write(Checkpoint(), folder.File("run"), new("tiny", images, images), cancellation: Token));
    }
}
