using Elbo.Analysis;
using Elbo.Data;
using Elbo.Inference;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Tests.Data;

namespace Elbo.Tests.Inference;

/// <summary>A model run by Elbo, and the same model exported and run by ONNX Runtime.</summary>
internal sealed class ExportedVae : IDisposable
{
    private readonly TempFolder folder = new();

    public ExportedVae(TrainedVae vae)
    {
        Elbo = vae;
        vae.Save(folder.File("model.safetensors"));
        File = ModelFile.Read(folder.File("model.safetensors"));
        Paths = OnnxExport.Write(File, null, vae.Condition, Folder, replace: false);
        Onnx = InferenceVae.Open(Folder, new() { BatchSize = 40, Threads = 1 });
    }

    /// <summary>Real images: digits of the test split.</summary>
    public static ImageSet Digits { get; } = Datasets.Load("mnist").Test.Slice(0, 100);

    public TrainedVae Elbo { get; }

    public ModelFile File { get; }

    public IReadOnlyList<string> Paths { get; }

    public string Folder => folder.File("onnx");

    public InferenceVae Onnx { get; }

    /// <summary>A fresh model whose weights are several times larger than usual, so that its outputs are as spread out as those of a trained model.</summary>
    public static TrainedVae Fresh(VaeOptions options, Binarization binarization, ConditionSchema? condition = null)
    {
        var model = new Vae(options, seed: 5);
        using var noGrad = TorchSharp.torch.no_grad();
        foreach (var (_, parameter) in model.named_parameters())
            parameter.mul_(2);
        return new(model, binarization, table: null, condition);
    }

    public void Dispose()
    {
        Onnx.Dispose();
        Elbo.Dispose();
        folder.Dispose();
    }
}
