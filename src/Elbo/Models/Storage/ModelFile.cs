using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Files.Pytorch;
using Elbo.Files.Safetensors;
using Elbo.Models.Layers;
using TorchSharp;

namespace Elbo.Models.Storage;

/// <summary>
/// A trained model in one file: safetensors or a PyTorch checkpoint. A file written by Elbo describes itself; for any other, widths come from
/// the shapes of its tensors, under the names of the seed repository, of pytorch/examples or of pythae, and <see cref="ImportOptions"/> gives the rest.
/// </summary>
public sealed class ModelFile
{
    internal ModelFile(ModelFileKind kind, SafetensorsFile weights, VaeOptions options, Binarization binarization) =>
        (Kind, Weights, Options, Binarization) = (kind, weights, options, binarization);

    /// <summary>Its format.</summary>
    internal ModelFileKind Kind { get; }

    /// <summary>Its tensors.</summary>
    internal SafetensorsFile Weights { get; }

    /// <summary>The network with these weights.</summary>
    public VaeOptions Options { get; }

    /// <summary>The binarization that the model was trained with.</summary>
    public Binarization Binarization { get; }

    /// <summary>Reads a file; its format is detected from its content, not its name.</summary>
    /// <param name="path">A .safetensors, .pt or .pth file.</param>
    /// <param name="options">Whatever the file does not say; null for the defaults.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged, of another kind, or not a VAE that Elbo supports.</exception>
    /// <exception cref="OptionsException">The options are out of range, or contradict what the file says.</exception>
    public static ModelFile Read(string path, ImportOptions? options = null)
    {
        options ??= new();
        OptionsException.ThrowIfAny([.. options.Likelihood?.Faults() ?? []]);
        var kind = ModelFileSignature.KindOf(path);
        var checkpoint = kind == ModelFileKind.Pytorch ? PytorchCheckpoint.Read(path) : null;
        var weights = checkpoint?.Weights ?? SafetensorsFile.Read(path);
        FiniteWeights.ThrowIfNot(weights);
        if (ModelDescription.IsIn(weights))
            return Described(kind, weights, options);
        weights = WeightNames.Of(weights);
        var likelihood = options.Likelihood ?? new VaeOptions().Likelihood;
        var rest = new VaeOptions { Activation = options.Activation ?? Activation.Relu, Likelihood = likelihood };
        var model = MlpLayout.Derive(weights, rest, options.Shape);
        ThrowIfInvalid(path, model);
        if (options.Activation is { } activation && activation != model.Activation)
            throw new OptionsException([$"activation was {activation.ToString().ToLowerInvariant()}, but {path} has gates. Leave --activation out."]);
        if (checkpoint is not null)
            ThrowIfSizesDiffer(path, checkpoint.Sizes, model);
        return new(kind, weights, model, options.Binarization ?? likelihood.UsualBinarization);
    }

    /// <summary>Builds the model.</summary>
    /// <param name="device">The device: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <exception cref="ModelFileException">A tensor is missing or of another shape.</exception>
    /// <exception cref="OptionsException">The device does not exist.</exception>
    public TrainedVae Load(string device = "cpu")
    {
        Libtorch.Load();
        var where = Devices.Resolve(device);
        var model = new Vae(Options);
        Models.Storage.Weights.Restore(Weights, model.NamedWeights());
        model.to(where);
        return new(model, Binarization);
    }

    private static ModelFile Described(ModelFileKind kind, SafetensorsFile weights, ImportOptions options)
    {
        var (model, binarization) = ModelDescription.Read(weights);
        OptionsException.ThrowIfAny([.. options.Faults(model, binarization)]);
        return new(kind, weights, model, binarization);
    }

    private static void ThrowIfInvalid(string path, VaeOptions model)
    {
        if (model.Faults().ToList() is { Count: > 0 } faults)
            throw new ModelFileException($"{path} describes an impossible network: {string.Join(' ', faults)}");
    }

    private static void ThrowIfSizesDiffer(string path, IReadOnlyDictionary<string, long> sizes, VaeOptions model)
    {
        foreach (var (name, found) in new[] { ("input_size", model.Shape.Size), ("hidden_size", model.Hidden[0]), ("latent_size", model.Latents) })
            if (sizes.TryGetValue(name, out var declared) && declared != found)
                throw new ModelFileException(
                    $"{path} says {name} {declared}, but its weights have {found}. The parts of the checkpoint do not belong together; save it again.");
    }
}
