using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Files.Safetensors;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Storage;

namespace Elbo.Reports.Sharing;

/// <summary>A model of dense layers as a page carries it, for <c>share.js</c>: layers, weights and a few examples.</summary>
internal sealed record SharedModel
{
    /// <summary>With more weights than these, 16 bits are kept of each instead of 32.</summary>
    public const int MostSingles = 250_000;

    /// <summary>With more, the page would be larger than 5 MB.</summary>
    public const int MostWeights = 1_250_000;

    private const int MostExamples = 20;

    [JsonConverter(typeof(JsonStringEnumConverter<Activation>))]
    public required Activation Activation { get; init; }

    /// <summary>Channels, height, width.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>The latent dimensions, the one that says most first.</summary>
    public required IReadOnlyList<int> Order { get; init; }

    /// <summary>Nats of each dimension; null if they are not known.</summary>
    public IReadOnlyList<double>? Rates { get; init; }

    /// <summary>True where the prior is N(0, I), which the page can draw from.</summary>
    public required bool IsStandard { get; init; }

    /// <summary>True where the encoder sees 0 and 1 instead of grey values.</summary>
    public required bool IsBinary { get; init; }

    /// <summary>The mean of a dimension from the decoder's output v, in JavaScript.</summary>
    public required string Mean { get; init; }

    /// <summary>Encoder, mu, logvar, decoder: inputs, outputs, and whether each is gated and activated.</summary>
    public required IReadOnlyList<SharedLayer> Layers { get; init; }

    /// <summary>Bits of a weight.</summary>
    public required int Bits { get; init; }

    /// <summary>Weights [O, I] and biases [O] of each layer, then those of its gate: base64, little-endian.</summary>
    public required string Weights { get; init; }

    /// <summary>Bytes of the examples, [N, D]: base64.</summary>
    public required string Examples { get; init; }

    /// <summary>The label of each example, or its number.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Bytes that it adds to a page, before base64.</summary>
    [JsonIgnore]
    public long Size => (Weights.Length + Examples.Length) * 3L / 4;

    /// <summary>Why a model cannot be shared, with the remedy; null if it can.</summary>
    public static string? Obstacle(ModelFile file) => file.Options switch
    {
        { ConditionWidth: > 0 } or { ConditionRegion: not null } =>
            "a model with a condition has no playground in a report. Leave --share out; elbo studio has one",
        { Net.DenseLayers: null } =>
            $"the playground of a report computes dense layers without norms, and the model is {file.Options.Describe()}. Leave --share out; "
            + "elbo studio has one",
        { Likelihood: not IScriptLikelihood } =>
            $"the playground of a report does not know the likelihood {file.Options.Likelihood.Describe()}. Leave --share out; elbo studio has a playground",
        _ when Count(file) > MostWeights => FormattableString.Invariant(
            $"the model has {Count(file):N0} weights; a report carries at most {MostWeights:N0}. Leave --share out; elbo studio has a playground"),
        _ => null,
    };

    /// <summary>Packs a model that has no <see cref="Obstacle"/>.</summary>
    /// <param name="file">The model's file.</param>
    /// <param name="ranking">The order of its latents.</param>
    /// <param name="test">Examples to choose from.</param>
    public static SharedModel Of(ModelFile file, LatentRanking ranking, ImageSet test)
    {
        var (options, net) = (file.Options, file.Options.Net.DenseLayers!);
        var gated = options.Activation == Activation.Gated;
        (string Name, bool IsActive)[] names =
        [
            .. net.Encoder.Select(name => (name, true)), ("latent_z.mu", false), ("latent_z.logvar", false),
            .. net.Decoder.Select((name, i) => (name, i < net.Decoder.Count - 1)),
        ];
        var tensors = names.SelectMany(layer => Tensors(layer.Name, gated && layer.IsActive)).Select(name => file.Weights[name]).ToList();
        var bits = Count(file) > MostSingles ? 16 : 32;
        var shown = Enumerable.Range(0, Math.Min(MostExamples, test.Count)).ToList();
        return new()
        {
            Activation = options.Activation,
            Shape = [options.Shape.Channels, options.Shape.Height, options.Shape.Width],
            Order = ranking.Order,
            Rates = ranking.Rates,
            IsStandard = options.Prior.IsStandard,
            IsBinary = file.Binarization == Binarization.Dynamic,
            Mean = ((IScriptLikelihood)options.Likelihood).MeanScript,
            Layers = [.. names.Select(layer => Layer(file.Weights, layer.Name, layer.IsActive, gated))],
            Bits = bits,
            Weights = Convert.ToBase64String(Bytes(tensors, bits)),
            Examples = Convert.ToBase64String([.. shown.SelectMany(i => test.Image(i).ToArray())]),
            Names = [.. shown.Select(i => test.HasLabels ? test.LabelName(test.Labels[i]) : $"{i}")],
        };
    }

    /// <summary>As JSON that can stand in an HTML element: &lt;, &gt; and &amp; are escaped.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Format);

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    private static long Count(ModelFile file) => file.Weights.Tensors.Sum(tensor => tensor.Shape.Aggregate(1L, (product, size) => product * size));

    private static IEnumerable<string> Tensors(string layer, bool isGated) =>
        [$"{layer}.weight", $"{layer}.bias", .. isGated ? [$"{Gate(layer)}.weight", $"{Gate(layer)}.bias"] : Array.Empty<string>()];

    private static string Gate(string layer) => layer.Replace(".fc", ".gate", StringComparison.Ordinal);

    private static SharedLayer Layer(SafetensorsFile weights, string name, bool isActive, bool gated)
    {
        var shape = weights[$"{name}.weight"].Shape;
        return new((int)shape[1], (int)shape[0], isActive, isActive && gated);
    }

    private static byte[] Bytes(List<SafetensorsTensor> tensors, int bits)
    {
        float[] values = [.. tensors.SelectMany(tensor => tensor.AsSingles())];
        var bytes = new byte[values.Length * bits / 8];
        for (var i = 0; i < values.Length; i++)
            if (bits == 16)
                BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), (Half)values[i]);
            else
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }
}

/// <param name="Inputs">I.</param>
/// <param name="Outputs">O.</param>
/// <param name="IsActive">Whether the activation follows.</param>
/// <param name="IsGated">Whether a gate follows instead.</param>
internal sealed record SharedLayer(int Inputs, int Outputs, bool IsActive, bool IsGated);
