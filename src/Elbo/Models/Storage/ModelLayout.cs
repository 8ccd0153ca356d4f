using Elbo.Files.Safetensors;

namespace Elbo.Models.Storage;

/// <summary>
/// Names and shapes of a model's tensors. Each kind lists its own from the options, so a file is compared with what it declares before
/// anything of the declared size is built; only a kind of another assembly is built first.
/// </summary>
internal static class ModelLayout
{
    private const int MostListed = 8;

    /// <summary>Compares names and shapes.</summary>
    /// <exception cref="ModelFileException">They differ from those of the options; the message lists all differences.</exception>
    public static void ThrowIfDiffers(SafetensorsFile file, VaeOptions options)
    {
        var expected = Tensors(options).ToDictionary(tensor => tensor.Name, tensor => tensor.Shape);
        List<string> faults = [];
        Add("missing", expected.Where(tensor => !file.TryGet(tensor.Key, out _)).Select(tensor => $"{tensor.Key} {SafetensorsTensor.Show(tensor.Value)}"));
        Add("unexpected", file.Tensors.Where(tensor => !expected.ContainsKey(tensor.Name)).Select(tensor => tensor.ToString()));
        Add("of another shape", file.Tensors
            .Where(tensor => expected.TryGetValue(tensor.Name, out var shape) && !shape.AsSpan().SequenceEqual([.. tensor.Shape]))
            .Select(tensor => $"{tensor.Name} {SafetensorsTensor.Show([.. tensor.Shape])} instead of {SafetensorsTensor.Show(expected[tensor.Name])}"));
        if (faults.Count > 0)
            throw new ModelFileException(
                $"{file.Name} is not a VAE of the form {Shorten(options.Describe())}: {string.Join("; ", faults)}. "
                + "Give a checkpoint of such a network, with these names.");

        void Add(string what, IEnumerable<string> tensors)
        {
            if (tensors.ToList() is { Count: > 0 } list)
                faults.Add($"{what}: {Listing(list)}");
        }
    }

    /// <summary>Every weight, and every number that is stored without being learned, with the names and shapes of <c>Vae</c>.</summary>
    /// <param name="options">Options without faults.</param>
    public static IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions options)
    {
        options = options.Fitted();
        var net = options.Net.Layout(options);
        return net.Encoder
            .Concat(options.Posterior.Tensors(new(options, net.Features)))
            .Concat(net.Decoder)
            .Concat(options.Likelihood.Tensors())
            .Concat(options.Prior.Tensors(options))
            .Concat(Classifier.Tensors(Vae.ClassifierName, options))
            .Concat(Guess.Tensors(Vae.GuessName, options));
    }

    /// <summary>Lists names, only the first few.</summary>
    public static string Listing(IReadOnlyList<string> names) => names.Count == 0
        ? "nothing"
        : string.Join(", ", names.Take(MostListed).Select(Shorten)) + (names.Count > MostListed ? $" and {names.Count - MostListed} more" : "");

    /// <summary>A text from a file, truncated if it is long.</summary>
    public static string Shorten(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
