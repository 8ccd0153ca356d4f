using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Files.Safetensors;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Golden;
using Elbo.Tests.Models.Posteriors;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

[Collection(TorchCollection.Name)]
public sealed class TrainedVaeTests : IDisposable
{
    private static readonly ImageSet Images = Small.Bars(503, 6); // more than one batch of 500
    private readonly TempFolder folder = new();
    private readonly TrainedVae vae = new(SeedVae.Model(), Binarization.Threshold);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        vae.Dispose();
        folder.Dispose();
    }

    /// <summary>Matrix products round by the alignment of their operands, so codes must not be used at whatever address an array happens to have.</summary>
    [Fact]
    public void Targets_UnderAThreshold_AreThePixelsAboveTheMiddle() =>
        Assert.Equal(Images.Pixels.ToArray().Select(pixel => pixel > 127 ? 1f : 0f), vae.Targets(Images));

    [Fact]
    public void Decode_ByLibtorch_GivesTheSameBitsWhereverTheCodesAre()
    {
        using var residual = new TrainedVae(new Vae(SeedVae.Options with { Net = new ResNetOptions { Channels = [16] } }, seed: 1), Binarization.None);
        var z = residual.SampleCodes(3, 5);
        var expected = residual.Decode(z, Cancellation);
        for (var i = 0; i < 64; i++)
        {
            var elsewhere = new byte[8 * i % 136]; // moves the next array
            Assert.Equal(expected, residual.Decode(z, Cancellation));
            GC.KeepAlive(elsewhere);
        }
    }

    [Fact]
    public void Encode_Images_GivesTheirPosteriors()
    {
        var codes = vae.Encode(Images, Cancellation);
        Assert.Equal((503, 4, 503 * 4, 503 * 4), (codes.Count, codes.Latents, codes.Mu.Length, codes.LogVar.Length));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var i in (int[])[0, 499, 500, 502])
        {
            var grey = tensor(Images.Image(i).ToArray().Select(b => b / 255f).ToArray()).reshape(1, 30);
            var q = vae.Model.Encode(grey).Gaussian();
            Assert.Equal(q.Mu.data<float>().ToArray(), codes.MuOf(i).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
            Assert.Equal(q.LogVar.data<float>().ToArray(), codes.LogVarOf(i).ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
        }
    }

    [Fact]
    public void Reconstruct_Images_DecodesTheirMeans()
    {
        var images = vae.Reconstruct(Images, Cancellation);
        Assert.Equal(503 * 30, images.Length);
        Assert.All(images, p => Assert.InRange(p, 0, 1));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var mean = vae.Model.Decode(tensor(vae.Encode(Images, Cancellation).MuOf(502).ToArray()).reshape(1, 4)).sigmoid();
        Assert.Equal(mean.data<float>().ToArray(), images[(502 * 30)..], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Sample_SeedAndCount_DecideIt()
    {
        var ten = vae.Sample(10, seed: 5);
        Assert.Equal(10 * 30, ten.Length);
        Assert.Equal(ten, vae.Sample(10, seed: 5));
        Assert.NotEqual(ten, vae.Sample(10, seed: 6));
        // More samples begin with the same ones: a sample's noise depends only on its number.
        Assert.Equal(ten, vae.Sample(600, seed: 5)[..300], (a, b) => Math.Abs(a - b) < 1e-6);
        var code = new float[4];
        new Philox(5, RandomStream.Prior).FillNormal(9, code);
        Assert.Equal(vae.Decode(code, Cancellation), ten[270..], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Everything_OfNothing_IsEmpty()
    {
        Assert.Empty(vae.Sample(0));
        Assert.Empty(vae.Decode([], Cancellation));
        Assert.Equal(0, vae.Encode(new ImageSet(Small.Model.Shape, ReadOnlyMemory<byte>.Empty), Cancellation).Count);
    }

    [Fact]
    public void EncodeAndOthers_ImagesOfAnotherShape_AreRefusedNamingBoth()
    {
        // 5×6 has as many pixels as 6×5, so only the shape tells them apart.
        var images = new ImageSet(new(1, 5, 6), new byte[60]);
        foreach (var use in (Action[])[
            () => vae.Encode(images, Cancellation),
            () => vae.Reconstruct(images, Cancellation),
            () => vae.Evaluate(images, cancellation: Cancellation)])
        {
            var message = Assert.Throws<OptionsException>(use).Message;
            Assert.Contains("5×6", message, StringComparison.Ordinal);
            Assert.Contains("6×5", message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentException>(() => vae.Decode(new float[5], Cancellation));
        Assert.Throws<ArgumentOutOfRangeException>(() => vae.Sample(-1));
    }

    [Fact]
    public void Load_TrainedRun_GivesTheSameOutputsAsTheModelThatTrained()
    {
        using var run = Small.Start(folder.File("run"), Small.Training with { Binarization = Binarization.Dynamic });
        using var trained = run.Train(cancellation: Cancellation);
        using var loaded = TrainedVae.Load(folder.File("run"));
        Assert.Equal((Binarization.Dynamic, Small.Model), (loaded.Binarization, loaded.Options));
        Assert.Equal(trained.Encode(Images, Cancellation).Mu, loaded.Encode(Images, Cancellation).Mu);
        Assert.Equal(trained.Reconstruct(Images, Cancellation), loaded.Reconstruct(Images, Cancellation));
        Assert.Equal(trained.Sample(9), loaded.Sample(9));
        // The seed and the best epoch reproduce exactly the numbers in run.json.
        var test = loaded.Evaluate(Small.Data.Test, run.Manifest.Training.Seed, run.Manifest.BestEpoch, Cancellation);
        Assert.Equal(run.Manifest.Test!.NegElbo, test.NegElbo, 1e-9);
        Assert.NotEqual(test.NegElbo, loaded.Evaluate(Small.Data.Test, cancellation: Cancellation).NegElbo);
    }

    [Fact]
    public void Save_File_HoldsPyTorchsNamesAndTheExactWeights()
    {
        var path = folder.File("saved.safetensors");
        vae.Save(path);
        var file = SafetensorsFile.Read(path);
        Assert.Equal(
            vae.Model.state_dict().Keys.Order(StringComparer.Ordinal),
            file.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("pt", "threshold"), (file.Metadata["format"], file.Metadata["elbo.binarization"]));
        using var copy = new Vae(Small.Model, seed: 77);
        Weights.Restore(file, copy.NamedWeights());
        Assert.Equal(Small.Values(vae.Model), Small.Values(copy));
        Assert.Throws<RunException>(() => vae.Save(Path.Combine(path, "under-a-file.safetensors")));
    }

    [Fact]
    public void Restore_OneShapeDiffers_ChangesNothing()
    {
        using var other = new Vae(Small.Model with { DecoderHidden = [15] });
        var before = Small.Values(other);
        Assert.Throws<ModelFileException>(() => Weights.Restore(SeedVae.Renamed("initial."), other.NamedWeights()));
        Assert.Equal(before, Small.Values(other));
    }

    [Fact]
    public async Task Reconstruct_EightThreadsAtOnce_GiveWhatOneGives()
    {
        var parts = Enumerable.Range(0, 8).Select(i => Images.Slice(i * 60, 60)).ToArray();
        var alone = parts.Select(p => vae.Reconstruct(p, Cancellation)).ToArray();
        var sample = vae.Sample(50);
        using var start = new Barrier(8);
        var threads = parts.Select(part => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(Cancellation);
                var results = Enumerable.Range(0, 20).Select(_ => vae.Reconstruct(part, Cancellation)).ToArray();
                return (results, sample: vae.Sample(50));
            },
            Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        var together = await Task.WhenAll(threads);
        for (var i = 0; i < 8; i++)
        {
            Assert.All(together[i].results, result => Assert.Equal(alone[i], result));
            Assert.Equal(sample, together[i].sample);
        }
    }
}
