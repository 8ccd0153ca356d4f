using System.Diagnostics;
using Elbo.Data;
using Elbo.Inference;

namespace Elbo.Tests.Inference;

public sealed class InferenceRequestTests : IDisposable
{
    private readonly ExportedVae exported = new(ExportedVae.Fresh(new() { Hidden = [32], DecoderHidden = [32], Latents = 3 }, Binarization.Threshold));
    private readonly InferenceVae vae;

    /// <summary>Other tests run models at the same time: the name tells them apart.</summary>
    private readonly string name = "test-" + Guid.NewGuid();

    public InferenceRequestTests() => vae = InferenceVae.Open(exported.Folder, new() { Name = name });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        vae.Dispose();
        exported.Dispose();
    }

    [Fact]
    public void Metrics_OfCallsThatSucceedAndFail_CountRequestsExamplesAndFailures()
    {
        using var measured = new Measured("Elbo.Inference", "elbo.model", name);
        vae.Encode(ExportedVae.Digits.Pixels, Token);
        vae.Score(ExportedVae.Digits.Slice(0, 7).Pixels, Token);
        vae.Score(ExportedVae.Digits.Slice(0, 2).Pixels, Token);
        Assert.Throws<ArgumentException>(() => vae.Reconstruct(new byte[783], Token));
        Assert.Throws<OperationCanceledException>(() => vae.Decode(new float[3], new CancellationToken(canceled: true)));
        vae.WarmUp(Token);

        Assert.Equal([("encode", 1.0), ("score", 1), ("score", 1), ("reconstruct", 1), ("decode", 1)], Numbers("elbo.inference.requests"));
        Assert.Equal([("encode", 100.0), ("score", 7), ("score", 2)], Numbers("elbo.inference.examples"));
        Assert.Equal([("reconstruct", 1.0), ("decode", 1)], Numbers("elbo.inference.failures"));
        var durations = measured.Of("elbo.inference.duration");
        Assert.Equal(5, durations.Count);
        Assert.All(durations, one => Assert.InRange(one.Value, 1e-7, 60));
        Assert.Equal(
            [null, null, null, "System.ArgumentException", "System.OperationCanceledException"],
            durations.Select(one => one.Tags.GetValueOrDefault("error.type")));
        Assert.Equal(
            [("elbo.inference.duration", "s"), ("elbo.inference.examples", "{example}"), ("elbo.inference.failures", "{failure}"),
                ("elbo.inference.requests", "{request}")],
            measured.Instruments.Order());

        IEnumerable<(string, double)> Numbers(string instrument) => measured.Of(instrument).Select(one => ((string)one.Tags["elbo.operation"]!, one.Value));
    }

    [Fact]
    public void Trace_OfACall_HasTheModelTheOperationAndTheFailure()
    {
        using var traced = new Traced("Elbo.Inference");
        vae.Encode(ExportedVae.Digits.Pixels, Token);
        Assert.Throws<ArgumentException>(() => vae.Encode(new byte[3], Token));
        var activities = traced.Activities.Where(one => (string?)one.GetTagItem("elbo.model") == name).ToArray();
        Assert.Equal(2, activities.Length);
        Assert.All(activities, one => Assert.Equal(("elbo encode", "encode"), (one.OperationName, one.GetTagItem("elbo.operation"))));
        Assert.Equal((100, ActivityStatusCode.Unset), (activities[0].GetTagItem("elbo.examples"), activities[0].Status));
        Assert.Equal(("System.ArgumentException", ActivityStatusCode.Error), (activities[1].GetTagItem("error.type"), activities[1].Status));
        Assert.Contains("3 values are not a whole number of examples of 784", activities[1].StatusDescription, StringComparison.Ordinal);
    }

    [Fact]
    public void WarmUp_DamagedFile_NamesIt()
    {
        File.Delete(exported.Paths[2]);
        vae.WarmUp(Token);
        File.WriteAllBytes(exported.Paths[1], [1, 2, 3]);
        using var damaged = InferenceVae.Open(exported.Folder);
        Assert.Contains("decoder.onnx cannot be loaded", Assert.Throws<InferenceException>(() => damaged.WarmUp(Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WarmUp_OutputsThatAreNotFinite_NamesOne()
    {
        using var broken = ExportedVae.Fresh(new() { Hidden = [8, 8], DecoderHidden = [8], Latents = 2 }, Binarization.Threshold);
        using (TorchSharp.torch.no_grad())
            foreach (var (_, parameter) in broken.Model.named_parameters())
                parameter.fill_(1e17f);
        using var files = new ExportedVae(broken);
        Assert.Contains("gives values of 'mu' that are not finite",
            Assert.Throws<InferenceException>(() => files.Onnx.WarmUp(Token)).Message, StringComparison.Ordinal);
    }
}
