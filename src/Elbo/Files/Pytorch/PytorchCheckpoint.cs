using System.Buffers.Binary;
using Elbo.Files.Safetensors;

namespace Elbo.Files.Pytorch;

/// <summary>A checkpoint that PyTorch's <c>torch.save</c> has written (.pt, .pth; PyTorch 1.6 or later): a state dict, or a dictionary that holds one
/// as <c>model_state_dict</c> or <c>state_dict</c>. The pickle in it may contain only a short list of names; anything else is refused by name, and
/// nothing is executed.</summary>
internal sealed class PytorchCheckpoint
{
    private static readonly string[] StateDictKeys = ["model_state_dict", "state_dict"];

    /// <summary>Keys that may hold a state dict, but other things too.</summary>
    private static readonly string[] OtherKeys = ["model", "net", "vae", "network", "model_state", "weights"];

    private PytorchCheckpoint(SafetensorsFile weights, IReadOnlyDictionary<string, long> sizes) => (Weights, Sizes) = (weights, sizes);

    /// <summary>The tensors of the state dict.</summary>
    public SafetensorsFile Weights { get; }

    /// <summary>The whole numbers of the checkpoint's <c>model</c>, as the seed repository writes them: <c>input_size</c>, <c>hidden_size</c>,
    /// <c>latent_size</c>. Empty if there are none.</summary>
    public IReadOnlyDictionary<string, long> Sizes { get; }

    /// <exception cref="ModelFileException">The file is missing, unreadable, damaged, of another kind, or holds what is not allowed.</exception>
    public static PytorchCheckpoint Read(string path) => WeightsFile.Read(path, file => Read(file, path));

    /// <param name="stream">The stream, from its start; it stays open.</param>
    /// <param name="name">The name in error messages.</param>
    /// <exception cref="ModelFileException">The content is damaged, of another kind, or holds what is not allowed.</exception>
    public static PytorchCheckpoint Read(Stream stream, string name)
    {
        ThrowIfNoZip(stream, name);
        using var archive = new PytorchArchive(stream, name);
        if (new PickleReader(archive.Pickle(), name).Read() is not PickleDictionary root)
            throw new ModelFileException($"{name} does not hold a dictionary. Save the weights: torch.save(model.state_dict(), \"weights.pt\")");
        var state = StateDict(root, name);
        var tensors = new PytorchTensors(archive, name);
        // safetensors reserves this name for its metadata.
        var weights = state.Named.Where(entry => entry.Key != SafetensorsHeader.MetadataKey)
            .Select(entry => tensors.Take(entry.Key, (PytorchTensor)entry.Value!));
        return new(new(weights, name: name), Numbers(root));
    }

    /// <summary>True if the bytes begin like a file that torch.save writes.</summary>
    internal static bool IsZip(ReadOnlySpan<byte> start) => start.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(start) == 0x04034B50;

    private static void ThrowIfNoZip(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[4];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position -= read;
        if (IsZip(start[..read]))
            return;
        // A pickle of protocol 2 that starts with a long number: the format of PyTorch before 1.6.
        throw new ModelFileException(start is [0x80, 2, 0x8A, ..]
            ? $"{name} has the format that PyTorch used before 1.6. Load it in a newer PyTorch and save it again with torch.save."
            : $"{name} is not a checkpoint: torch.save writes zip archives, and this is not one. Give a .pt or .pth file.");
    }

    private static PickleDictionary StateDict(PickleDictionary root, string name)
    {
        foreach (var key in StateDictKeys)
            if (root.Named.TryGetValue(key, out var inner))
                return inner is PickleDictionary state && IsStateDict(state)
                    ? state
                    : throw new ModelFileException(
                        $"{name}: its {key} is not a dictionary of tensors. Save it with torch.save({{\"{key}\": model.state_dict()}}, \"weights.pt\")");
        return IsStateDict(root) ? root
            : OtherKeys.Select(key => root.Named.GetValueOrDefault(key)).OfType<PickleDictionary>().FirstOrDefault(IsStateDict) ?? throw new ModelFileException(
                $"{name} does not hold a state dict: its keys are {Listing(root)}; one of {string.Join(", ", StateDictKeys.Concat(OtherKeys))} is needed. "
                + "Save only the weights: torch.save(model.state_dict(), \"weights.pt\")");
    }

    private static bool IsStateDict(PickleDictionary dictionary) =>
        dictionary.Count > 0 && dictionary.HasOnlyNames && dictionary.Named.Values.All(value => value is PytorchTensor);

    private static Dictionary<string, long> Numbers(PickleDictionary root) =>
        root.Named.GetValueOrDefault("model") is PickleDictionary sizes
            ? sizes.Named.Where(size => size.Value is long).ToDictionary(size => size.Key, size => (long)size.Value!)
            : [];

    private static string Listing(PickleDictionary root) => root.Named.Count == 0
        ? "none"
        : string.Join(", ", root.Named.Keys.Take(10).Select(key => key.Length > 40 ? key[..40] + "…" : key)) + (root.Named.Count > 10 ? ", …" : "");
}
