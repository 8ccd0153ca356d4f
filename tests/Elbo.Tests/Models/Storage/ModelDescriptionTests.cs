using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Files.Safetensors;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Tests.Data;

namespace Elbo.Tests.Models.Storage;

public sealed class ModelDescriptionTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Saved(string key, string? value)
    {
        using var vae = new TrainedVae(new(new() { Shape = new(1, 2, 2), Hidden = [3], DecoderHidden = [3], Latents = 1 }), Binarization.None);
        vae.Save(folder.File("whole.safetensors"));
        var whole = SafetensorsFile.Read(folder.File("whole.safetensors"));
        var metadata = whole.Metadata.Where(pair => pair.Key != key).ToDictionary();
        if (value is not null)
            metadata[key] = value;
        new SafetensorsFile(whole.Tensors, metadata).Write(folder.File("m.safetensors"));
        return folder.File("m.safetensors");
    }

    /// <summary>The model's own description with some entries replaced.</summary>
    private static string Changed(string changes)
    {
        var model = JsonNode.Parse(
            """{"shape":{"channels":1,"height":2,"width":2},"hidden":[3],"decoder_hidden":[3],"latents":1,"activation":"relu"}""")!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(changes)!.AsObject())
            model[key] = value?.DeepClone();
        return model.ToJsonString();
    }

    [Theory]
    [InlineData("elbo.model", "{}x", "its metadata elbo.model cannot be read: '{}x'")]
    [InlineData("elbo.model", "", "its metadata elbo.model cannot be read: ''")]
    [InlineData("elbo.model", "null", "its metadata elbo.model is null; it must be an object")]
    [InlineData("elbo.model", "[1]", "its metadata elbo.model cannot be read: '[1]'")]
    [InlineData("elbo.model", "{}", "its metadata elbo.model has no shape, hidden, decoder_hidden, latents, activation: '{}'")]
    [InlineData("elbo.model", """{"net":{}}""", "elbo.model has the net '{}'; its name must be one of mlp, conv, resnet")]
    [InlineData("elbo.binarization", "sometimes", "elbo.binarization is 'sometimes'; it must be none, threshold")]
    [InlineData("elbo.binarization", "1", "elbo.binarization is '1'")]
    [InlineData("elbo.binarization", null, "elbo.binarization is missing")]
    [InlineData("elbo.format", "99", "has format 99; this Elbo reads up to")]
    [InlineData("elbo.format", "new", "elbo.format is 'new'; it must be a whole number from 1")]
    [InlineData("elbo.format", "-1", "elbo.format is '-1'")]
    public void Read_DamagedMetadata_NamesFileAndValue(string key, string? value, string fault) => AssertRefused(Saved(key, value), fault);

    [Theory]
    [InlineData("""{"latents":"two"}""", "cannot be read at $.latents: '{")]
    [InlineData("""{"latents":1e99}""", "cannot be read at $.latents")]
    [InlineData("""{"latents":-1}""", "latents was -1; it must be from 1 to 65,536")]
    [InlineData("""{"hidden":[0]}""", "hidden had 0; each number must be from 1")]
    [InlineData("""{"hidden":[]}""", "hidden was empty; it must be whole numbers")]
    [InlineData("""{"hidden":[null]}""", "cannot be read at $.hidden[0]")]
    [InlineData("""{"shape":{"channels":-1,"height":2,"width":2}}""", "every side must be at least 1")]
    [InlineData("""{"shape":{"channels":2147483647,"height":2147483647,"width":2147483647}}""", "outputs are allowed. Use smaller images.")]
    [InlineData("""{"activation":"rleu"}""", "cannot be read at $.activation")]
    [InlineData("""{"depth":3}""", "cannot be read at $.depth")]
    [InlineData("""{"net":{}}""", "elbo.model has the net '{}'; its name must be one of mlp, conv, resnet")]
    [InlineData("""{"net":{"name":7}}""", """has the net '{"name":7}'""")]
    [InlineData("""{"net":[]}""", "has the net '[]'")]
    [InlineData("""{"net":{"name":"conv","channels":[-16]}}""", "channels had -16; each number must be from 1")]
    [InlineData("""{"net":{"name":"resnet","blocks":-1}}""", "blocks was -1")]
    [InlineData("""{"likelihood":{"name":"cauchy"}}""", """has the likelihood '{"name":"cauchy"}'; its name must be one of bernoulli, continuous_bernoulli""")]
    [InlineData("""{"likelihood":{"name":"gaussian","sigma":-1}}""", "sigma was -1")]
    [InlineData("""{"likelihood":{"name":"logistic_mixture","logistics":1000000000}}""", "logistics was 1000000000")]
    [InlineData("""{"likelihood":{"name":"table"}}""", "likelihood was table")]
    [InlineData("""{"likelihood":{"name":"table","columns":[null]}}""", "column 1 of the table's likelihood was null")]
    [InlineData("""{"likelihood":{"name":"table","columns":[{"kind":"categorical","categories":-5}]}}""", "at least 1 category")]
    [InlineData("""{"prior":{}}""", "has the prior '{}'; its name must be one of standard, mixture, vamp, hierarchical")]
    [InlineData("""{"prior":{"name":"vamp","components":-3}}""", "components was -3")]
    public void Read_DamagedModel_NamesFileAndValue(string changes, string fault) => AssertRefused(Saved("elbo.model", Changed(changes)), fault);

    private static void AssertRefused(string path, string fault)
    {
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Read(path));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutFormat_IsAnOlderFile() => Assert.Equal(1, ModelFile.Read(Saved("elbo.format", null)).Options.Latents);

    // If they were built, each would take 34 GB or more.
    [Theory]
    [InlineData("""{"hidden":[65536,65536]}""")]
    [InlineData("""{"latents":65536,"decoder_hidden":[65536]}""")]
    [InlineData("""{"net":{"name":"conv","channels":[65536,65536]}}""")]
    [InlineData("""{"net":{"name":"resnet","blocks":64,"channels":[65536,65536,65536]}}""")]
    [InlineData("""{"shape":{"channels":1,"height":40000,"width":40000}}""")]
    [InlineData("""{"prior":{"name":"mixture","components":65536},"latents":65536}""")]
    [InlineData("""{"prior":{"name":"vamp","components":65536}}""")]
    [InlineData("""{"prior":{"name":"hierarchical","latents":65536,"hidden":[65536,65536]}}""")]
    public void Read_HugeSizesDeclared_IsRefusedByItsTensorsBeforeAnythingIsBuilt(string model)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(
            "is not a VAE of the form",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(Saved("elbo.model", Changed(model)))).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void Read_MillionsOfLayersDeclared_IsRefused()
    {
        var model = Changed($$"""{"hidden":[{{string.Join(',', Enumerable.Repeat(1, 1_000_000))}}]}""");
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Read(Saved("elbo.model", model)));
        Assert.Contains("hidden had 1000000 numbers; at most 1000 are allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RunThatDeclaresOtherSizes_IsRefusedByItsTensors()
    {
        var run = RunFolder.Create(folder.File("run"));
        File.Copy(Saved("", null), run.WeightsPath);
        var images = new ImageSet(new(1, 2, 2), new byte[8]);
        var data = new Dataset<ImageSet>("tiny", images, images);
        var json = System.Text.Json.JsonSerializer.Serialize(new RunManifest
        {
            Format = RunManifest.CurrentFormat,
            Status = RunStatus.Finished,
            EpochsDone = 1,
            BestEpoch = 1,
            Started = default,
            Data = RunData.Of(data, data),
            Model = new() { Hidden = [65536, 65536] },
            Training = new() { Epochs = 0 },
            Machine = RunMachine.Current(),
        }, KindJson.Indented);
        File.WriteAllText(run.ManifestPath, json);
        Assert.Contains("is not a VAE of the form", Assert.Throws<ModelFileException>(() => TrainedVae.Load(run.Root)).Message, StringComparison.Ordinal);

        File.WriteAllText(run.ManifestPath, json.Replace("\"name\": \"bernoulli\"", "", StringComparison.Ordinal));
        Assert.Contains(
            "run.json is damaged: A likelihood is written as an object with a name",
            Assert.Throws<RunException>(() => TrainedVae.Load(run.Root)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OptionOutOfRange_IsNotTheFilesFault()
    {
        var error = Assert.Throws<OptionsException>(() => ModelFile.Read(Saved("", null), new() { Likelihood = new Gaussian(99) }));
        Assert.Contains("sigma was 99", Assert.Single(error.Faults), StringComparison.Ordinal);
    }
}
