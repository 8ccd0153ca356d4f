using System.Globalization;
using System.Text.RegularExpressions;
using Elbo.Files.Safetensors;

namespace Elbo.Models.Storage;

/// <summary>Elbo's names for the tensors of a dense VAE that another program has saved. What wrappers and parent modules put before every name
/// (<c>module.</c>, <c>_orig_mod.</c>, <c>vae.</c>, several of them) is removed, together with the tensors that do not have it.</summary>
internal static partial class WeightNames
{
    /// <summary>Each layout by a tensor that only it has, with the translation of its names.</summary>
    private static readonly (string Landmark, Func<string, string> Translate)[] Layouts =
    [
        ("encoder.fc1.weight", name => name),
        ("fc21.weight", OfExamples),
        ("encoder.layers.0.0.weight", OfPythae),
    ];

    /// <summary>The file with Elbo's names; the file itself if no layout is recognized.</summary>
    /// <exception cref="ModelFileException">It holds several models, or two tensors of one name.</exception>
    public static SafetensorsFile Of(SafetensorsFile file)
    {
        foreach (var (landmark, translate) in Layouts)
            if (Prefix(file, landmark) is { } prefix)
                return Renamed(file, prefix, translate);
        return file;
    }

    private static string? Prefix(SafetensorsFile file, string landmark)
    {
        var prefixes = file.Tensors.Select(tensor => tensor.Name)
            .Where(name => name == landmark || name.EndsWith("." + landmark, StringComparison.Ordinal))
            .Select(name => name[..^landmark.Length]).Order(StringComparer.Ordinal).ToList();
        return prefixes.Contains("") || prefixes.Count < 2 ? prefixes.FirstOrDefault() : throw new ModelFileException(
            $"{file.Name} holds {prefixes.Count} models, below {ModelLayout.Listing(prefixes)}. Save the weights of one of them.");
    }

    private static SafetensorsFile Renamed(SafetensorsFile file, string prefix, Func<string, string> translate)
    {
        List<SafetensorsTensor> tensors =
        [
            .. from tensor in file.Tensors
               where tensor.Name.StartsWith(prefix, StringComparison.Ordinal)
               let name = translate(tensor.Name[prefix.Length..])
               where name != SafetensorsHeader.MetadataKey
               select new SafetensorsTensor(name, tensor.Type, [.. tensor.Shape], tensor.Bytes),
        ];
        return tensors.CountBy(tensor => tensor.Name).FirstOrDefault(name => name.Value > 1).Key is { } twice
            ? throw new ModelFileException($"{file.Name} has two tensors for '{ModelLayout.Shorten(twice)}'. Save the weights of one model.")
            : new(tensors, file.Metadata, file.Name);
    }

    /// <summary>https://github.com/pytorch/examples/blob/main/vae/main.py</summary>
    private static string OfExamples(string name) => name.Split('.') switch
    {
        ["fc1", var rest] => $"encoder.fc1.{rest}",
        ["fc21", var rest] => $"latent_z.mu.{rest}",
        ["fc22", var rest] => $"latent_z.logvar.{rest}",
        ["fc3", var rest] => $"decoder.fc1.{rest}",
        ["fc4", var rest] => $"decoder.fc2.{rest}",
        _ => name,
    };

    /// <summary>https://github.com/clementchadebec/benchmark_VAE/blob/main/src/pythae/models/nn/default_architectures.py</summary>
    private static string OfPythae(string name) => name.Split('.') switch
    {
        ["encoder", "embedding", var rest] => $"latent_z.mu.{rest}",
        ["encoder", "log_var", var rest] => $"latent_z.logvar.{rest}",
        [var part, "layers", var number, "0", var rest] when Layer().IsMatch(number) =>
            string.Create(CultureInfo.InvariantCulture, $"{part}.fc{int.Parse(number, CultureInfo.InvariantCulture) + 1}.{rest}"),
        _ => name,
    };

    [GeneratedRegex("^[0-9]{1,4}$")]
    private static partial Regex Layer();
}
