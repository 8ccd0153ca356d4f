using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;

namespace Elbo.Interop;

/// <summary>The tensors of a VAE of dense layers, by the seed repository's names: which options fit a file, and where it differs.</summary>
internal static class MlpLayout
{
    private const int MostListed = 8;

    /// <summary>Without these there is nothing to read widths off.</summary>
    private static readonly string[] Cornerstones = ["encoder.fc1.weight", "latent_z.mu.weight", "decoder.fc1.weight", "decoder.fc2.weight"];

    /// <summary>Reads the widths off the shapes.</summary>
    /// <param name="file">The weights.</param>
    /// <param name="rest">What shapes do not tell: activation, likelihood. A file with gates is gated whatever this says.</param>
    /// <param name="shape">The shape of an example; null takes a square one-channel image.</param>
    /// <exception cref="ModelFileException">Names or shapes are not those of such a VAE; the message lists what is missing, unexpected or of
    /// another shape.</exception>
    public static VaeOptions Derive(SafetensorsFile file, VaeOptions rest, ImageShape? shape)
    {
        var (hidden, decoder) = (Widths(file, "encoder"), Widths(file, "decoder"));
        string[] absent = [.. Cornerstones.Where(name => Rows(file, name) is null)];
        if (absent.Length > 0)
            throw new ModelFileException($"{file.Name} has not the layout of a VAE that Elbo reads: missing {Listing(absent)}; it has {Listing([.. file.Tensors.Select(tensor => tensor.ToString())])}. "
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
        ThrowIfDiffers(file, options);
        return options;
    }

    /// <summary>Compares names and shapes.</summary>
    /// <exception cref="ModelFileException">They differ from those of the options; the message lists all differences.</exception>
    public static void ThrowIfDiffers(SafetensorsFile file, VaeOptions options)
    {
        var expected = Tensors(options).ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);
        List<string> faults = [];
        Add("missing", expected.Where(tensor => !file.TryGet(tensor.Key, out _)).Select(tensor => $"{tensor.Key} {SafetensorsTensor.Show(tensor.Value)}"));
        Add("unexpected", file.Tensors.Where(tensor => !expected.ContainsKey(tensor.Name)).Select(tensor => tensor.ToString()));
        Add("of another shape", file.Tensors.Where(tensor => expected.TryGetValue(tensor.Name, out var shape) && !shape.AsSpan().SequenceEqual([.. tensor.Shape]))
            .Select(tensor => $"{tensor.Name} {SafetensorsTensor.Show([.. tensor.Shape])} instead of {SafetensorsTensor.Show(expected[tensor.Name])}"));
        if (faults.Count > 0)
            throw new ModelFileException($"{file.Name} is no VAE of the form {options.Describe()}: {string.Join("; ", faults)}. Give a checkpoint of such a network, with these names.");

        void Add(string what, IEnumerable<string> tensors)
        {
            if (tensors.ToList() is { Count: > 0 } list)
                faults.Add($"{what}: {Listing(list)}");
        }
    }

    private static IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions options)
    {
        var (size, gated) = (options.Shape.Size, options.Activation == Activation.Gated);
        return Layers("encoder", [size, .. options.Hidden], gated ? options.Hidden.Count : 0)
            .Concat(Layer("latent_z.mu", options.Hidden[^1], options.Latents))
            .Concat(Layer("latent_z.logvar", options.Hidden[^1], options.Latents))
            .Concat(Layers("decoder", [options.Latents, .. options.DecoderHidden, options.DecoderOutputs], gated ? options.DecoderHidden.Count : 0))
            .Concat(options.Likelihood is GaussianOptimal ? [("likelihood.sigma", [1])] : []);
    }

    private static IEnumerable<(string Name, long[] Shape)> Layers(string part, int[] sizes, int gates) =>
        Enumerable.Range(1, sizes.Length - 1).SelectMany(i => Layer($"{part}.fc{i}", sizes[i - 1], sizes[i])
            .Concat(i <= gates ? Layer($"{part}.gate{i}", sizes[i - 1], sizes[i]) : []));

    private static IEnumerable<(string Name, long[] Shape)> Layer(string name, int inputs, int outputs) =>
        [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])];

    private static int[] Widths(SafetensorsFile file, string part)
    {
        List<int> widths = [];
        while (Rows(file, $"{part}.fc{widths.Count + 1}.weight") is { } width)
            widths.Add(width);
        return [.. widths];
    }

    /// <summary>The outputs of a dense layer; null where there is no such matrix.</summary>
    private static int? Rows(SafetensorsFile file, string name) =>
        file.TryGet(name, out var tensor) && tensor.Shape is [>= 1 and <= VaeOptions.MaxWidth and var rows, >= 1] ? (int)rows : null;

    private static ImageShape ShapeOf(SafetensorsFile file, long inputs, ImageShape? shape)
    {
        if (shape is { } given)
            return given.Size == inputs
                ? given
                : throw new ModelFileException($"{file.Name} takes {inputs} values an image, but the images are {given}, {given.Size} values. Give data of the kind that it learned from.");
        var side = (int)Math.Round(Math.Sqrt(inputs));
        return (long)side * side == inputs
            ? new(1, side, side)
            : throw new ModelFileException($"{file.Name} takes {inputs} values an image, which is no square. Give the shape of its images.");
    }

    private static string Listing(IReadOnlyList<string> names) => names.Count == 0
        ? "nothing"
        : string.Join(", ", names.Take(MostListed).Select(name => name.Length > 100 ? name[..100] + "…" : name)) + (names.Count > MostListed ? $" and {names.Count - MostListed} more" : "");
}
