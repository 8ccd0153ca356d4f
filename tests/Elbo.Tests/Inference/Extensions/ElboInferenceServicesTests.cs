using Elbo.Data;
using Elbo.Inference;
using Elbo.Inference.Extensions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Elbo.Tests.Inference.Extensions;

public sealed class ElboInferenceServicesTests : IDisposable
{
    private readonly ExportedVae exported = new(ExportedVae.Fresh(new() { Hidden = [32], DecoderHidden = [32], Latents = 3 }, Binarization.Threshold));
    private readonly HostApplicationBuilder builder;

    public ElboInferenceServicesTests() => builder = new(new HostApplicationBuilderSettings
    {
        ContentRootPath = Path.GetDirectoryName(exported.Folder),
        DisableDefaults = true,
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => exported.Dispose();

    /// <summary>A later value of a key counts.</summary>
    private static IConfiguration Section(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(
            values.Reverse().DistinctBy(one => one.Key).Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build();

    private async Task<IHost> Start()
    {
        var host = builder.Build();
        try
        {
            await host.StartAsync(Token);
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private async Task<string> WhyNotStarted() => (await Assert.ThrowsAnyAsync<Exception>(Start)).Message;

    [Fact]
    public async Task AddElboInference_Folder_ServesOneModel()
    {
        builder.Services.AddElboInference(exported.Folder, new() { BatchSize = 40, Threads = 1 });
        using var host = await Start();
        var vae = host.Services.GetRequiredService<InferenceVae>();
        Assert.Same(vae, host.Services.GetRequiredService<InferenceVae>());
        Assert.Equal(exported.Onnx.Encode(ExportedVae.Digits.Pixels, Token).Mu, vae.Encode(ExportedVae.Digits.Pixels, Token).Mu);
    }

    [Fact]
    public async Task AddElboInference_Section_BindsEveryOption()
    {
        builder.Services.AddElboInference(Section(
            ("Folder", Path.GetFileName(exported.Folder)), ("Options:Name", "digits"), ("Options:BatchSize", "7"), ("Options:Threads", "1"),
            ("Options:InterOpThreads", "2"), ("Options:Provider", "cpu")));
        using var host = await Start();
        var options = host.Services.GetRequiredService<IOptions<ServedModel>>().Value.Options;
        Assert.Equal(("digits", 7, 1, 2, "cpu"), (options.Name, options.BatchSize, options.Threads, options.InterOpThreads, options.Provider));
        // The folder is relative to the content root.
        Assert.Equal(3, host.Services.GetRequiredService<InferenceVae>().Latents);
    }

    [Theory]
    [InlineData("Folder", "absent", "absent is not a folder. Name a folder written by elbo export.")]
    [InlineData("Folder", " ", "Folder was not set.")]
    [InlineData("Options:BatchSize", "0", "It must be from 1 to 1,000,000.")]
    [InlineData("Options:Provider", "cuda", "The execution provider 'cuda' is not in this program's ONNX Runtime")]
    [InlineData("Options:ProviderOptions:device_id", "1", "ProviderOptions has device_id")]
    [InlineData("Options:Thread", "1", "Thread")]
    [InlineData("Options:Threads", "many", "Failed to convert configuration value 'many' at 'Options:Threads'")]
    public async Task Start_SectionWithAFault_SaysWhich(string key, string value, string expected)
    {
        builder.Services.AddElboInference(Section([("Folder", exported.Folder), (key, value)]));
        Assert.Contains(expected, await WhyNotStarted(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddKeyedElboInference_TwoModels_AreServedByTheirNames()
    {
        using var other = new ExportedVae(ExportedVae.Fresh(new() { Hidden = [16], DecoderHidden = [16], Latents = 5 }, Binarization.Threshold));
        builder.Services.AddKeyedElboInference("three", exported.Folder);
        builder.Services.AddKeyedElboInference("five", Section(("Folder", other.Folder)));
        using var host = await Start();
        Assert.Equal(3, host.Services.GetRequiredKeyedService<InferenceVae>("three").Latents);
        Assert.Equal(5, host.Services.GetRequiredKeyedService<InferenceVae>("five").Latents);
        Assert.Null(host.Services.GetService<InferenceVae>());
        using var measured = new Measured("Elbo.Inference", "elbo.model", "five");
        host.Services.GetRequiredKeyedService<InferenceVae>("five").Decode(new float[5], Token);
        Assert.Single(measured.Of("elbo.inference.requests"));
    }

    [Fact]
    public async Task Start_KeyedModelWithAFault_NamesTheModel()
    {
        builder.Services.AddKeyedElboInference("three", exported.Folder);
        builder.Services.AddKeyedElboInference("five", exported.Folder + ".absent");
        Assert.Contains("The model 'five': ", await WhyNotStarted(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_ModelsThatAnswer_IsHealthy()
    {
        builder.Services.AddElboInference(exported.Folder);
        builder.Services.AddKeyedElboInference("again", exported.Folder);
        builder.Services.AddHealthChecks().AddElboInference(tags: "ready");
        using var host = await Start();
        var (status, entry) = await Health(host);
        Assert.Equal((HealthStatus.Healthy, "All 2 models answer."), (status, entry.Description));
        Assert.Equal(["ready"], entry.Tags);
    }

    [Fact]
    public async Task HealthCheck_DamagedModel_IsUnhealthyAndNamesTheFile()
    {
        File.WriteAllBytes(exported.Paths[1], [1, 2, 3]);
        builder.Services.AddKeyedElboInference("digits", exported.Folder);
        builder.Services.AddHealthChecks().AddElboInference();
        using var host = await Start();
        var (status, entry) = await Health(host);
        Assert.Equal(HealthStatus.Unhealthy, status);
        Assert.StartsWith("The model 'digits': ", entry.Description, StringComparison.Ordinal);
        Assert.Contains("decoder.onnx cannot be loaded", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HealthCheck_NoModel_SaysWhatToAdd()
    {
        builder.Services.AddHealthChecks().AddElboInference();
        using var host = await Start();
        var (status, entry) = await Health(host);
        Assert.Equal((HealthStatus.Unhealthy, "There is no model. Add one with services.AddElboInference(folder)."), (status, entry.Description));
    }

    [Fact]
    public async Task AsIEmbeddingGenerator_Images_GivesTheirCodes()
    {
        using var generator = exported.Onnx.AsIEmbeddingGenerator("digits");
        var embeddings = await generator.GenerateAsync(
            Enumerable.Range(0, 5).Select(i => new ReadOnlyMemory<byte>(ExportedVae.Digits.Image(i).ToArray())), cancellationToken: Token);
        var codes = exported.Onnx.Encode(ExportedVae.Digits.Slice(0, 5).Pixels, Token);
        Assert.Equal(5, embeddings.Count);
        for (var i = 0; i < 5; i++)
            Assert.Equal(codes.MuOf(i).ToArray(), embeddings[i].Vector.ToArray());
        Assert.Equal("digits", embeddings[0].ModelId);
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        Assert.Equal(("elbo", "digits", 3), (metadata!.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Same(exported.Onnx, generator.GetService(typeof(InferenceVae)));
    }

    [Fact]
    public async Task AsIEmbeddingGenerator_SomethingElse_SaysWhatIsNeeded()
    {
        using var generator = exported.Onnx.AsIEmbeddingGenerator();
        Assert.Empty(await generator.GenerateAsync([], cancellationToken: Token));
        Assert.Contains("A value has 785 bytes; one image of the model has 784 (1×28×28)",
            (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync([new byte[785]], cancellationToken: Token))).Message,
            StringComparison.Ordinal);
        Assert.Contains("4 dimensions were asked for; the model has 3 latents",
            (await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync([new byte[784]], new() { Dimensions = 4 }, Token))).Message,
            StringComparison.Ordinal);
    }

    private static async Task<(HealthStatus Status, HealthReportEntry Entry)> Health(IHost host)
    {
        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        return (report.Status, Assert.Single(report.Entries, one => one.Key == "elbo").Value);
    }
}
