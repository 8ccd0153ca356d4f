using Elbo.Data;
using Elbo.Inference;
using Microsoft.ML.OnnxRuntime;

namespace Elbo.Tests.Inference;

public sealed class InferenceOptionsTests : IDisposable
{
    private readonly ExportedVae exported = new(ExportedVae.Fresh(new() { Hidden = [32], DecoderHidden = [32], Latents = 3 }, Binarization.Threshold));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => exported.Dispose();

    private float[] Codes(InferenceOptions options)
    {
        using var vae = InferenceVae.Open(exported.Folder, options);
        return vae.Encode(ExportedVae.Digits.Pixels, Token).Mu;
    }

    [Fact]
    public void Open_ThreadsOfBothKinds_GivesTheSame()
    {
        var expected = exported.Onnx.Encode(ExportedVae.Digits.Pixels, Token).Mu;
        Assert.Equal(expected, Codes(new() { Threads = 2, InterOpThreads = 2, BatchSize = 40 }), (x, y) => Math.Abs(x - y) < 1e-5);
        Assert.Equal(expected, Codes(new() { Threads = 1, Provider = "CPU", BatchSize = 40 }));
    }

    [Fact]
    public void Open_SessionOptionsOfTheCaller_AreUsedOnceForEachFile()
    {
        var made = new List<SessionOptions>();
        using var vae = InferenceVae.Open(exported.Folder, new()
        {
            Session = () =>
            {
                var session = new SessionOptions { IntraOpNumThreads = 1 };
                session.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
                made.Add(session);
                return session;
            },
        });
        Assert.Equal(
            exported.Onnx.Encode(ExportedVae.Digits.Pixels, Token).Mu, vae.Encode(ExportedVae.Digits.Pixels, Token).Mu, (x, y) => Math.Abs(x - y) < 1e-5);
        vae.Encode(ExportedVae.Digits.Pixels, Token);
        Assert.True(Assert.Single(made).IsClosed);
        vae.Score(ExportedVae.Digits.Pixels, Token);
        Assert.Equal(2, made.Count);
    }

    [Theory]
    [InlineData("cuda", "which has: cpu. Reference the package Microsoft.ML.OnnxRuntime.Gpu and exclude the assets of Microsoft.ML.OnnxRuntime")]
    [InlineData("DML", "Reference the package Microsoft.ML.OnnxRuntime.DirectML")]
    [InlineData("gpu", "Name one of these, or reference the native package that has it.")]
    public void Open_ProviderThatTheNativePackageLacks_SaysWhatItHasAndWhatToAdd(string provider, string expected)
    {
        if (OperatingSystem.IsMacOS())
            Assert.Skip("The native package for macOS has CoreML too.");
        var message = Assert.Throws<InferenceException>(() => Codes(new() { Provider = provider })).Message;
        Assert.StartsWith($"The execution provider '{provider}' is not in this program's ONNX Runtime", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OptionsThatExcludeEachOther_SaysWhichOnes()
    {
        Assert.Contains("Session was set together with",
            Assert.Throws<ArgumentException>(() => Codes(new() { Session = () => new(), Threads = 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("ProviderOptions has device_id, but the provider cpu has no options",
            Assert.Throws<ArgumentException>(() => Codes(new() { ProviderOptions = new Dictionary<string, string> { ["device_id"] = "0" } })).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Codes(new() { InterOpThreads = -1 }));
    }

    [Fact]
    public void Open_SessionOptionsThatCannotBeMade_NamesTheFunction() => Assert.Contains(
        "Correct the function InferenceOptions.Session.",
        Assert.Throws<InferenceException>(() => Codes(new()
        {
            Session = () =>
            {
                var session = new SessionOptions();
                session.AppendExecutionProvider("QNN");
                return session;
            },
        })).Message, StringComparison.Ordinal);
}
