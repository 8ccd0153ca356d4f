using Elbo.Data;
using Elbo.Models;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Playground;

/// <summary>Untrained models of digits with a condition, as pages get them.</summary>
public sealed class ConditionedRun : IDisposable
{
    private static readonly Dataset<ImageSet> Data = Datasets.Load("mnist");

    private readonly TempFolder folder = new();

    public ConditionedRun()
    {
        Labels = Load("labels", ConditionSchema.Of(Data, ["label"], hasAny: false));
        LabelsOrAny = Load("any", ConditionSchema.Of(Data, ["label"], hasAny: true));
        Inferred = Load("inferred", ConditionSchema.Of(Data, ["label"], hasAny: false) with { IsInferred = true });
    }

    /// <summary>A model that needs a label.</summary>
    public LoadedModel Labels { get; }

    /// <summary>A model that also knows any label.</summary>
    public LoadedModel LabelsOrAny { get; }

    /// <summary>A model that infers the label.</summary>
    public LoadedModel Inferred { get; }

    public void Dispose() => folder.Dispose();

    private LoadedModel Load(string name, ConditionSchema condition)
    {
        var options = new VaeOptions
        {
            Hidden = [8],
            DecoderHidden = [8],
            Latents = 3,
            ConditionWidth = condition.Inputs,
            Classes = condition.IsInferred ? condition.Inputs : 0,
        };
        var manifest = TinyRun.Manifest with
        {
            Model = options,
            Condition = condition,
            Data = TinyRun.Manifest.Data with { TestFingerprint = Data.With(condition).Test.Fingerprint(), Options = new() { Condition = ["label"] } },
            Test = TinyRun.Manifest.Test! with { RatePerDimension = [1, 3, 2] },
        };
        var run = TinyRun.Write(folder.At(name), manifest);
        using (var model = new TrainedVae(new Vae(options, 7), Binarization.Threshold))
            model.Save(run.WeightsPath);
        return LoadedModel.Load(manifest, run.Root);
    }
}
