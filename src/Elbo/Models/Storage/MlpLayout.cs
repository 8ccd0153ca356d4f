using Elbo.Data;
using Elbo.Files.Safetensors;
using Elbo.Models.Layers;

namespace Elbo.Models.Storage;

/// <summary>Finds the options of a VAE of dense layers for a file with the seed repository's names that does not describe itself.</summary>
internal static class MlpLayout
{
    /// <summary>The tensors from whose shapes the widths are read.</summary>
    private static readonly string[] Cornerstones = ["encoder.fc1.weight", "latent_z.mu.weight", "decoder.fc1.weight", "decoder.fc2.weight"];

    /// <summary>Reads the widths from the shapes.</summary>
    /// <param name="file">The weights.</param>
    /// <param name="rest">Whatever shapes do not show: activation, likelihood. A file with gates is gated in any case.</param>
    /// <param name="shape">The shape of an example; null takes a square one-channel image.</param>
    /// <exception cref="ModelFileException">Names or shapes are not those of such a VAE; the message lists what is missing, unexpected or of
    /// another shape.</exception>
    public static VaeOptions Derive(SafetensorsFile file, VaeOptions rest, ImageShape? shape)
    {
        var (hidden, decoder) = (Widths(file, "encoder"), Widths(file, "decoder"));
        string[] absent = [.. Cornerstones.Where(name => Rows(file, name) is null)];
        if (absent.Length > 0)
            throw new ModelFileException(
                $"{file.Name} does not have the layout of a VAE that Elbo reads: missing {ModelLayout.Listing(absent)}; "
                + $"it has {ModelLayout.Listing([.. file.Tensors.Select(tensor => tensor.ToString())])}. "
                + "Rename its layers to encoder.fc1 …, latent_z.mu, latent_z.logvar, decoder.fc1 … before saving.");
        var inputs = file["encoder.fc1.weight"].Shape[1];
        var options = rest with
        {
            Shape = ShapeOf(file, inputs, shape),
            Hidden = hidden,
            DecoderHidden = [.. decoder.SkipLast(1)],
            Latents = Rows(file, "latent_z.mu.weight")!.Value,
            Activation = file.TryGet("encoder.gate1.weight", out _) ? Activation.Gated : rest.Activation,
        };
        ModelLayout.ThrowIfDiffers(file, options);
        return options;
    }

    private static int[] Widths(SafetensorsFile file, string part)
    {
        List<int> widths = [];
        while (Rows(file, $"{part}.fc{widths.Count + 1}.weight") is { } width)
            widths.Add(width);
        return [.. widths];
    }

    /// <summary>The number of outputs of a dense layer; null if there is no such matrix.</summary>
    private static int? Rows(SafetensorsFile file, string name) =>
        file.TryGet(name, out var tensor) && tensor.Shape is [>= 1 and <= VaeOptions.MaxWidth and var rows, >= 1] ? (int)rows : null;

    private static ImageShape ShapeOf(SafetensorsFile file, long inputs, ImageShape? shape)
    {
        if (shape is { } given)
            return given.Size == inputs
                ? given
                : throw new ModelFileException(
                    $"{file.Name} takes {inputs} values per image, but the images are {given}, {given.Size} values. "
                    + "Give data of the kind that it was trained on.");
        var side = (int)Math.Round(Math.Sqrt(inputs));
        return (long)side * side == inputs
            ? new(1, side, side)
            : throw new ModelFileException($"{file.Name} takes {inputs} values per image, which is not a square. Give the shape of its images.");
    }
}
