using Elbo.Files.Safetensors;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;

namespace Elbo.Models.Storage;

/// <summary>
/// Names and shapes of a model's tensors. They follow from its options alone, so a file is compared with what it declares before anything of
/// the declared size is built.
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
        Add("of another shape", file.Tensors.Where(tensor => expected.TryGetValue(tensor.Name, out var shape) && !shape.AsSpan().SequenceEqual([.. tensor.Shape]))
            .Select(tensor => $"{tensor.Name} {SafetensorsTensor.Show([.. tensor.Shape])} instead of {SafetensorsTensor.Show(expected[tensor.Name])}"));
        if (faults.Count > 0)
            throw new ModelFileException($"{file.Name} is no VAE of the form {Shorten(options.Describe())}: {string.Join("; ", faults)}. Give a checkpoint of such a network, with these names.");

        void Add(string what, IEnumerable<string> tensors)
        {
            if (tensors.ToList() is { Count: > 0 } list)
                faults.Add($"{what}: {Listing(list)}");
        }
    }

    /// <summary>Every weight, and every number that is kept without being learned, as <c>Vae</c> names and shapes them.</summary>
    /// <param name="options">Options without faults.</param>
    public static IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions options)
    {
        options = options.Fitted();
        return Net(options)
            .Concat(options.Likelihood is GaussianOptimal ? [("likelihood.sigma", [1])] : [])
            .Concat(Prior(options));
    }

    /// <summary>A dense layer.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Layer(string name, long inputs, long outputs) =>
        [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])];

    /// <summary>Dense layers <c>fc1</c> … <c>fcN</c>, the first of them with gates.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Layers(string part, IReadOnlyList<long> sizes, int gates) =>
        Enumerable.Range(1, sizes.Count - 1).SelectMany(i => Layer($"{part}.fc{i}", sizes[i - 1], sizes[i])
            .Concat(i <= gates ? Layer($"{part}.gate{i}", sizes[i - 1], sizes[i]) : []));

    /// <summary>The two layers that give mean and log-variance.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Heads(string name, long inputs, long outputs) =>
        Layer($"{name}.mu", inputs, outputs).Concat(Layer($"{name}.logvar", inputs, outputs));

    /// <summary>Names, the first of them only.</summary>
    public static string Listing(IReadOnlyList<string> names) => names.Count == 0
        ? "nothing"
        : string.Join(", ", names.Take(MostListed).Select(Shorten)) + (names.Count > MostListed ? $" and {names.Count - MostListed} more" : "");

    /// <summary>A text of a file, which may be of any length.</summary>
    public static string Shorten(string text) => text.Length > 100 ? text[..100] + "…" : text;

    private static IEnumerable<(string Name, long[] Shape)> Net(VaeOptions options) => options.Net switch
    {
        MlpOptions => MlpLayout.Tensors(options),
        ConvolutionalOptions net => new ConvLayout(net, options).Tensors(),
        _ => throw new ArgumentException($"{options.Net.Name} is no net whose tensors are known here.", nameof(options)),
    };

    private static IEnumerable<(string Name, long[] Shape)> Prior(VaeOptions options) => options.Prior switch
    {
        StandardNormalOptions => [],
        MixtureOptions { Components: var k } => [("prior.mean", [k, options.Latents]), ("prior.logvar", [k, options.Latents]), ("prior.logits", [k])],
        VampOptions { Components: var k } => [("prior.pseudo_inputs", [k, options.Shape.Size])],
        HierarchicalOptions upper => Upper(options, upper),
        _ => throw new ArgumentException($"{options.Prior.Name} is no prior whose tensors are known here.", nameof(options)),
    };

    private static IEnumerable<(string Name, long[] Shape)> Upper(VaeOptions options, HierarchicalOptions upper)
    {
        var gates = options.Activation == Activation.Gated ? upper.Hidden.Count : 0;
        return Layers("prior.encoder", [options.Latents, .. upper.Hidden], gates)
            .Concat(Heads("prior.posterior", upper.Hidden[^1], upper.Latents))
            .Concat(Layers("prior.decoder", [upper.Latents, .. upper.Hidden.Reverse()], gates))
            .Concat(Heads("prior.conditional", upper.Hidden[0], options.Latents));
    }
}
