using System.Text.Json.Nodes;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Training;

namespace Elbo.Tests.Runs;

/// <summary>Run folders that are occupied, damaged, of another version, or not runs at all.</summary>
[Collection(TorchCollection.Name)]
public sealed class RunFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    private string Manifest => Path.Combine(Run, "run.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Create_FolderHoldsARun_IsRefusedNamingResumeAndForce()
    {
        Small.Train(Run);
        var before = File.ReadAllBytes(Manifest);
        var error = Assert.Throws<RunException>(() => Small.Start(Run));
        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Manifest));
    }

    [Fact]
    public void Create_Replace_RemovesTheRunAndLeavesForeignFiles()
    {
        Small.Train(Run);
        File.WriteAllText(Path.Combine(Run, "notes.txt"), "mine");
        Directory.CreateDirectory(Path.Combine(Run, "figures"));
        RunFolder.Create(Run, replace: true);
        Assert.Equal([Path.Combine(Run, ".lock"), Path.Combine(Run, "notes.txt")], Directory.GetFileSystemEntries(Run).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Create_FolderWithOtherFiles_IsNeverTouched(bool replace)
    {
        Directory.CreateDirectory(Path.Combine(Run, "checkpoint"));
        File.WriteAllText(Path.Combine(Run, "metrics.jsonl"), "somebody else's");
        var error = Assert.Throws<RunException>(() => RunFolder.Create(Run, replace));
        Assert.Contains("not touched", error.Message, StringComparison.Ordinal);
        Assert.Equal("somebody else's", File.ReadAllText(Path.Combine(Run, "metrics.jsonl")));
        Assert.True(Directory.Exists(Path.Combine(Run, "checkpoint")));
    }

    [Fact]
    public void Create_EmptyOrMissingFolder_IsMade()
    {
        Directory.CreateDirectory(Run);
        RunFolder.Create(Run);
        var deep = Path.Combine(Run, "a", "b");
        RunFolder.Create(deep);
        Assert.True(Directory.Exists(deep));
    }

    [Fact]
    public void Create_PathIsAFile_IsRefused() =>
        Assert.Contains(
            "is a file", Assert.Throws<RunException>(() => RunFolder.Create(folder.Write("file", [1]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Open_NoFolderOrNoRun_SaysWhatIsMissing()
    {
        Assert.Contains("no run at", Assert.Throws<RunException>(() => RunFolder.Open(Run)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Run);
        Assert.Contains("no run.json", Assert.Throws<RunException>(() => RunFolder.Open(Run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadManifest_WrittenOne_IsTheSame()
    {
        using var run = Small.Start(Run);
        using var model = run.Model;
        var read = run.Folder.ReadManifest();
        Assert.Equivalent(run.Manifest, read, strict: true);
        Assert.Equal((run.Manifest.Model, run.Manifest.Training), (read.Model, read.Training));
        Assert.DoesNotContain("\\u", File.ReadAllText(Manifest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\": 1")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"format\": \"one\"}")]
    [InlineData("not JSON")]
    public void ReadManifest_Damaged_NamesTheFileAndARemedy(string text)
    {
        Directory.CreateDirectory(Run);
        File.WriteAllText(Manifest, text);
        var error = Assert.Throws<RunException>(() => RunFolder.Open(Run).ReadManifest());
        Assert.Contains(Manifest, error.Message, StringComparison.Ordinal);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"epochs\": 4", "\"epochs\": \"four\"")]
    [InlineData("\"activation\": \"relu\"", "\"activation\": \"sine\"")]
    [InlineData("\"status\": \"finished\"", "\"status\": 1")]
    public void ReadManifest_OneValueDamaged_IsARunException(string from, string to)
    {
        Small.Train(Run);
        var text = File.ReadAllText(Manifest);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(Manifest, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Throws<RunException>(() => TrainedVae.Load(Run));
    }

    [Theory]
    [InlineData("model")]
    [InlineData("training")]
    [InlineData("data")]
    [InlineData("model.hidden")]
    [InlineData("training.device")]
    public void ReadManifest_NullWhereAValueIsNeeded_NamesTheKey(string path)
    {
        Small.Train(Run);
        var root = JsonNode.Parse(File.ReadAllText(Manifest))!;
        var keys = path.Split('.');
        (keys.Length == 1 ? root : root[keys[0]]!)[keys[^1]] = null;
        File.WriteAllText(Manifest, root.ToJsonString());
        var error = Assert.Throws<RunException>(() => RunFolder.Open(Run).ReadManifest());
        Assert.Contains(keys[^1], error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ReadManifest_WithoutDeviceAndFindings_TakesTheUsual()
    {
        Small.Train(Run);
        var root = JsonNode.Parse(File.ReadAllText(Manifest))!.AsObject();
        root["training"]!.AsObject().Remove("device");
        root.Remove("findings");
        File.WriteAllText(Manifest, root.ToJsonString());
        var read = RunFolder.Open(Run).ReadManifest();
        Assert.Equal(("cpu", 0), (read.Training.Device, read.Findings.Count));
        read.Training.Validate();
    }

    [Fact]
    public void ReadManifest_HalfACharacterInAName_IsDamaged()
    {
        Small.Train(Run);
        File.WriteAllText(Manifest, File.ReadAllText(Manifest).Replace("\"status\"", "\"\\ud800\"", StringComparison.Ordinal));
        Assert.Contains("run.json is damaged", Assert.Throws<RunException>(() => RunFolder.Open(Run).ReadManifest()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadManifest_Format1_IsBernoulliWithAConstantBeta()
    {
        var written = Small.Train(Run);
        var root = JsonNode.Parse(File.ReadAllText(Manifest))!.AsObject();
        root["format"] = 1;
        root["model"]!.AsObject().Remove("likelihood");
        root["training"]!.AsObject().Remove("warmup");
        File.WriteAllText(Manifest, root.ToJsonString());
        File.Delete(RunFolder.Open(Run).ChecksumsPath);
        var read = RunFolder.Open(Run).ReadManifest();
        Assert.Equal((written.Model, written.Training), (read.Model, read.Training));
        Assert.Equal((new Bernoulli(), false), (read.Model.Likelihood, read.Training.BetaSchedule.Varies));
        using var trained = TrainedVae.Load(Run);
        Assert.Equal("bernoulli", trained.Model.Likelihood.Name);
        Assert.Equal(RunManifest.CurrentFormat, Small.Resume(Run, Small.Training with { Epochs = 5 }).Format);
    }

    [Theory]
    [InlineData("\"name\": \"gaussian\"", "\"name\": \"poisson\"")]
    [InlineData("\"sigma\": 0.25", "\"sigma\": \"wide\"")]
    [InlineData("\"sigma\": 0.25", "\"scale\": 0.25")]
    public void ReadManifest_UnknownLikelihood_IsARunException(string from, string to)
    {
        var text = WriteGaussian();
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(Manifest, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Throws<RunException>(() => RunFolder.Open(Run).ReadManifest());
    }

    [Fact]
    public void ReadManifest_Gaussian_IsTheSameInAnyOrder()
    {
        var text = WriteGaussian();
        Assert.Equal(new Gaussian(0.25), RunFolder.Open(Run).ReadManifest().Model.Likelihood);
        var likelihood = JsonNode.Parse(text)!["model"]!["likelihood"]!;
        Assert.Equal("""{"name":"gaussian","sigma":0.25}""", likelihood.ToJsonString());

        var turned = JsonNode.Parse(text)!;
        turned["model"]!["likelihood"] = new JsonObject { ["sigma"] = 0.25, ["name"] = "gaussian" };
        File.WriteAllText(Manifest, turned.ToJsonString());
        Assert.Equal(new Gaussian(0.25), RunFolder.Open(Run).ReadManifest().Model.Likelihood);
    }

    private string WriteGaussian()
    {
        using var run = TrainingRun.Start(Run, Small.Data, Small.Model with { Likelihood = new Gaussian(0.25) }, Small.Training);
        run.Model.Dispose();
        return File.ReadAllText(Manifest);
    }

    [Fact]
    public void ReadManifest_NewerFormat_AsksForANewerElbo()
    {
        Small.Train(Run);
        // A newer format may hold keys that this Elbo does not know: the message gives its number.
        var text = File.ReadAllText(Manifest);
        File.WriteAllText(Manifest, text.Replace($"\"format\": {RunManifest.CurrentFormat}", "\"format\": 99, \"new_key\": true", StringComparison.Ordinal));
        var error = Assert.Throws<RunException>(() => RunFolder.Open(Run).ReadManifest());
        Assert.Contains("format 99", error.Message, StringComparison.Ordinal);
        Assert.Contains("newer Elbo", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WeightsCutOffMissingOrOfOtherShapes_NamesFileAndTensor()
    {
        Small.Train(Run);
        var path = Path.Combine(Run, "model.safetensors");
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^100]);
        Assert.Contains(path, Assert.Throws<ModelFileException>(() => TrainedVae.Load(Run)).Message, StringComparison.Ordinal);

        var text = File.ReadAllText(Manifest);
        File.WriteAllBytes(path, whole);
        File.WriteAllText(Manifest, text.Replace("\"latents\": 4", "\"latents\": 5", StringComparison.Ordinal));
        var shapes = Assert.Throws<ModelFileException>(() => TrainedVae.Load(Run)).Message;
        Assert.Contains("latent_z.mu.weight", shapes, StringComparison.Ordinal);
        Assert.Contains("[4, 16]", shapes, StringComparison.Ordinal);
        Assert.Contains("[5, 16]", shapes, StringComparison.Ordinal);

        File.WriteAllText(Manifest, text);
        File.Delete(path);
        Assert.Contains(path, Assert.Throws<ModelFileException>(() => TrainedVae.Load(Run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_CheckpointsCutOff_IsAModelFileException()
    {
        Small.TrainUntil(Run, 10);
        var path = RunFolder.Open(Run).CheckpointPath;
        File.Delete(RunFolder.Open(Run).PreviousCheckpointPath);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);
        Assert.Contains(path, Assert.Throws<ModelFileException>(() => Small.Resume(Run)).Message, StringComparison.Ordinal);
        // The weights are no checkpoint: they lack the optimizer's state and how far training got.
        File.Copy(Path.Combine(Run, "model.safetensors"), path, overwrite: true);
        Assert.Contains("no checkpoint", Assert.Throws<ModelFileException>(() => Small.Resume(Run)).Message, StringComparison.Ordinal);
    }
}
