using Elbo.Data;
using Elbo.Inference;
using Elbo.Tests.Data;

namespace Elbo.Tests.Inference;

public sealed class InferenceVaeTests : IDisposable
{
    private readonly ExportedVae exported = new(ExportedVae.Fresh(new() { Hidden = [32], DecoderHidden = [32], Latents = 3 }, Binarization.Threshold));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => exported.Dispose();

    [Fact]
    public void Open_KnowsShapeAndLatents()
    {
        Assert.Equal(new Elbo.Inference.ImageSize(1, 28, 28), exported.Onnx.Shape);
        Assert.Equal(3, exported.Onnx.Latents);
        Assert.Equal("1×28×28", exported.Onnx.Shape.ToString());
    }

    [Fact]
    public void EveryMethod_NoExamples_GivesNone()
    {
        Assert.Equal(0, exported.Onnx.Encode([], Token).Count);
        Assert.Empty(exported.Onnx.Decode([], Token));
        Assert.Empty(exported.Onnx.Reconstruct([], Token));
        Assert.Empty(exported.Onnx.Score([], Token).Distortion);
    }

    [Fact]
    public void EveryMethod_NoWholeNumberOfExamples_SaysWhatIsNeeded()
    {
        Assert.Contains("783 values are not a whole number of examples of 784 (1×28×28)",
            Assert.Throws<ArgumentException>(() => exported.Onnx.Encode(new byte[783], Token)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => exported.Onnx.Score(new byte[785], Token));
        Assert.Throws<ArgumentException>(() => exported.Onnx.Decode(new float[4], Token));
    }

    [Fact]
    public void EveryMethod_FromManyThreads_GivesWhatOneGives()
    {
        var pixels = ExportedVae.Digits.Pixels.ToArray();
        var (codes, means, scores) = (exported.Onnx.Encode(pixels, Token).Mu, exported.Onnx.Reconstruct(pixels, Token),
            exported.Onnx.Score(pixels, Token).NegElbo!);
        using var fresh = InferenceVae.Open(exported.Folder, new() { BatchSize = 40, Threads = 1 });
        Parallel.For(0, 32, new() { MaxDegreeOfParallelism = 8 }, _ =>
        {
            Assert.Equal(codes, fresh.Encode(pixels, Token).Mu);
            Assert.Equal(means, fresh.Reconstruct(pixels, Token));
            Assert.Equal(scores, fresh.Score(pixels, Token).NegElbo!);
        });
    }

    [Fact]
    public void EveryMethod_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => exported.Onnx.Encode(ExportedVae.Digits.Pixels, source.Token));
        Assert.Throws<OperationCanceledException>(() => exported.Onnx.Decode(new float[3], source.Token));
    }

    [Fact]
    public void Open_OnePart_DoesWhatItCan()
    {
        File.Delete(exported.Paths[1]);
        File.Delete(exported.Paths[2]);
        using var encoder = InferenceVae.Open(exported.Folder);
        Assert.Equal((new Elbo.Inference.ImageSize(1, 28, 28), 3), (encoder.Shape, encoder.Latents));
        Assert.Equal(100, encoder.Encode(ExportedVae.Digits.Pixels, Token).Count);
        Assert.Contains("decoder.onnx does not exist", Assert.Throws<InferenceException>(() => encoder.Decode(new float[3], Token)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PartUnderAnotherName_SaysWhichItIs()
    {
        using var folder = new TempFolder();
        File.Copy(exported.Paths[2], folder.File("encoder.onnx"));
        using var vae = InferenceVae.Open(folder.Path);
        Assert.Contains("encoder.onnx is the part 'vae' of an exported model, not the part 'encoder'",
            Assert.Throws<InferenceException>(() => vae.Encode(ExportedVae.Digits.Pixels, Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_MoreThanAnIntegerHolds_Throws() => Assert.Throws<OverflowException>(() => new Elbo.Inference.ImageSize(65_536, 65_536, 1).Values);

    [Fact]
    public void Open_SomethingElse_SaysWhatItIs()
    {
        using var folder = new TempFolder();
        Assert.Contains("is not a folder", Assert.Throws<InferenceException>(() => InferenceVae.Open(folder.File("absent"))).Message, StringComparison.Ordinal);
        Assert.Contains("holds none of", Assert.Throws<InferenceException>(() => InferenceVae.Open(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => InferenceVae.Open(folder.Path, new() { BatchSize = 0 }));
        folder.Write("encoder.onnx", [1, 2, 3]);
        File.Copy(exported.Paths[1], folder.File("vae.onnx"));
        using var broken = InferenceVae.Open(folder.Path);
        _ = OperatingSystem.IsWindows() ? folder.Write("decoder.onnx", []) : folder.Pipe("decoder.onnx");
        Assert.Contains("is empty or not a regular file", Assert.Throws<InferenceException>(() => broken.Decode(new float[3], Token)).Message,
            StringComparison.Ordinal);
        Assert.Contains("cannot be loaded", Assert.Throws<InferenceException>(() => broken.Encode(new byte[784], Token)).Message, StringComparison.Ordinal);
        Assert.Contains("has no input 'images'", Assert.Throws<InferenceException>(() => broken.Score(new byte[784], Token)).Message, StringComparison.Ordinal);
    }
}
