using Elbo.Data;
using Elbo.Models;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Playground;

/// <summary>An untrained model over MNIST's test split, as pages get it.</summary>
public sealed class LoadedRun : IDisposable
{
    private readonly TempFolder folder = new();

    public LoadedRun()
    {
        var options = new VaeOptions { Hidden = [4], DecoderHidden = [4], Latents = 3 };
        var manifest = TinyRun.Manifest with
        {
            Model = options,
            Data = TinyRun.Manifest.Data with { TestFingerprint = Datasets.Load("mnist").Test.Fingerprint() },
            Test = TinyRun.Manifest.Test! with { RatePerDimension = [1, 3, 2] },
        };
        var run = TinyRun.Write(folder.At("model"), manifest);
        using (var model = new TrainedVae(new Vae(options, 7), Binarization.Threshold))
            model.Save(run.WeightsPath);
        Model = LoadedModel.Load(manifest, run.Root);
        Bare = LoadedModel.Load(manifest with { Data = manifest.Data with { TestFingerprint = "another" } }, run.Root);
    }

    /// <summary>A model with its data.</summary>
    public LoadedModel Model { get; }

    /// <summary>A model without its data.</summary>
    public LoadedModel Bare { get; }

    /// <summary>A model of another kind, without data.</summary>
    internal LoadedModel Load(VaeOptions options, Binarization binarization)
    {
        var manifest = TinyRun.Manifest with { Model = options, Training = TinyRun.Manifest.Training with { Binarization = binarization } };
        var run = TinyRun.Write(folder.At($"{options.Shape.Size}-{binarization}"), manifest);
        using (var model = new TrainedVae(new Vae(options, 7), binarization))
            model.Save(run.WeightsPath);
        return LoadedModel.Load(manifest, run.Root);
    }

    public void Dispose() => folder.Dispose();
}
