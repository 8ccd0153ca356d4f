using System.Globalization;
using System.Text.Json;
using Elbo.Data;
using Elbo.Files.Safetensors;
using Elbo.Likelihoods;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;

namespace Elbo.Models.Storage;

/// <summary>The description that Elbo writes into a model file, as strings in its metadata. All of it is checked when read.</summary>
/// <param name="Model">The network with these weights.</param>
/// <param name="Binarization">The binarization of its training.</param>
internal sealed record ModelDescription(VaeOptions Model, Binarization Binarization)
{
    /// <summary>The last format of the run folder that changed these strings.</summary>
    private const int Format = 5;

    private const string FormatKey = "elbo.format", ModelKey = "elbo.model", BinarizationKey = "elbo.binarization";

    /// <summary>True for a file that describes itself.</summary>
    public static bool IsIn(SafetensorsFile file) => file.Metadata.ContainsKey(ModelKey);

    /// <summary>The strings.</summary>
    public Dictionary<string, string> Strings() => new()
    {
        [FormatKey] = Format.ToString(CultureInfo.InvariantCulture),
        [ModelKey] = JsonSerializer.Serialize(Model, KindJson.Lines),
        [BinarizationKey] = Binarization.ToString().ToLowerInvariant(),
    };

    /// <summary>Reads the strings; the model has no faults, and the tensors are its own.</summary>
    /// <exception cref="ModelFileException">Something is missing, of another type, out of range or of a newer format, or the tensors are not
    /// those of the model.</exception>
    public static ModelDescription Read(SafetensorsFile file)
    {
        ThrowIfNewer(file);
        var name = file.Metadata.GetValueOrDefault(BinarizationKey);
        var names = Enum.GetValues<Binarization>().ToDictionary(value => value.ToString().ToLowerInvariant());
        if (name is null || !names.TryGetValue(name, out var binarization))
            throw new ModelFileException(
                $"{file.Name}: its metadata {BinarizationKey} is {Shown(name)}; it must be {string.Join(", ", names.Keys)}. Export the model again.");
        var model = ReadModel(file, file.Metadata[ModelKey]);
        if (model.Faults().ToList() is { Count: > 0 } faults)
            throw new ModelFileException($"{file.Name}: its metadata {ModelKey} describes an impossible network: {string.Join(' ', faults)}");
        ModelLayout.ThrowIfDiffers(file, model);
        return new(model, binarization);
    }

    private static void ThrowIfNewer(SafetensorsFile file)
    {
        // Files of formats 1 to 3 did not say it.
        if (file.Metadata.GetValueOrDefault(FormatKey) is not { } format)
            return;
        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            throw new ModelFileException(
                $"{file.Name}: its metadata {FormatKey} is {Shown(format)}; it must be a whole number from 1. Export the model again.");
        if (number > Format)
            throw new ModelFileException($"{file.Name} has format {number}; this Elbo reads up to {Format}. Use a newer Elbo.");
    }

    private static VaeOptions ReadModel(SafetensorsFile file, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                ThrowIfIncomplete(file, document.RootElement);
            return document.RootElement.Deserialize<VaeOptions>(KindJson.Lines)
                ?? throw new ModelFileException($"{file.Name}: its metadata {ModelKey} is null; it must be an object. Export the model again.");
        }
        catch (JsonException e)
        {
            var place = e.Path is null or "$" ? "" : $" at {e.Path}";
            throw new ModelFileException(
                $"{file.Name}: its metadata {ModelKey} cannot be read{place}: {Shown(json)}. It is damaged, or made by a newer Elbo.", e);
        }
    }

    /// <summary>An absent number would be read as 0, and an object that is one of several kinds must name its kind.</summary>
    private static void ThrowIfIncomplete(SafetensorsFile file, JsonElement model)
    {
        string[] needed = model.TryGetProperty("net", out _)
            ? ["shape", "latents", "activation"]
            : ["shape", "hidden", "decoder_hidden", "latents", "activation"];
        string[] absent = [.. needed.Where(key => !model.TryGetProperty(key, out _))];
        (string Key, Type Type)[] kinds =
            [("net", typeof(NetOptions)), ("likelihood", typeof(Likelihood)), ("prior", typeof(PriorOptions)), ("posterior", typeof(PosteriorOptions))];
        foreach (var (key, type) in kinds)
            if (model.TryGetProperty(key, out var part))
                ThrowIfUnnamed(file, key, part, type);
        if (absent.Length > 0)
            throw new ModelFileException(
                $"{file.Name}: its metadata {ModelKey} has no {string.Join(", ", absent)}: {Shown(model.GetRawText())}. "
                + "It is damaged; export the model again.");
    }

    private static void ThrowIfUnnamed(SafetensorsFile file, string key, JsonElement part, Type type)
    {
        if (part.ValueKind == JsonValueKind.Null)
            return;
        string[] names = [.. Catalog.Of(type).Members.Select(kind => kind.Key)];
        var found = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
        if (!names.Contains(found))
            throw new ModelFileException(
                $"{file.Name}: its metadata {ModelKey} has the {key} {Shown(part.GetRawText())}; its name must be one of {string.Join(", ", names)}. "
                + "It is damaged, or made by a newer Elbo.");
    }

    private static string Shown(string? text) => text is null ? "missing" : $"'{ModelLayout.Shorten(text.ReplaceLineEndings(" "))}'";
}
