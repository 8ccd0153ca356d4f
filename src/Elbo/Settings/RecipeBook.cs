using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Elbo.Files;

namespace Elbo.Settings;

/// <summary>The recipes that come with Elbo, and those that users keep in files.</summary>
internal static partial class RecipeBook
{
    private const string Prefix = "recipes/";

    private const int MostBytes = 1 << 20;

    /// <summary>The names of the recipes that come with Elbo, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name[Prefix.Length..]))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a recipe by name, or from a file if <paramref name="nameOrPath"/> ends in <c>.json</c>.</summary>
    /// <exception cref="OptionsException">There is no such recipe, or the file is not a valid recipe; the message names the key.</exception>
    public static Recipe Read(string nameOrPath)
    {
        if (nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return ReadFile(nameOrPath);
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{nameOrPath}.json")
            ?? throw new OptionsException(
                [$"there is no recipe '{nameOrPath}'; the recipes are {string.Join(", ", Names)}. Use one of them, or the path of a .json file."]);
        return Parse(resource, nameOrPath);
    }

    /// <summary>The plugins of a recipe in a file, as paths from here; none if it cannot be read, which <see cref="Read"/> reports.</summary>
    internal static IEnumerable<string> PluginsOf(string path)
    {
        try
        {
            var recipe = JsonNode.Parse(RegularFile.ReadAll(path, MostBytes), documentOptions: new() { AllowDuplicateProperties = false });
            return recipe?["plugins"] is not JsonArray plugins ? []
                : [.. plugins.Select(plugin => Path.Combine(Path.GetDirectoryName(path)!, $"{plugin}"))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static Recipe ReadFile(string path)
    {
        try
        {
            using var file = new MemoryStream(RegularFile.ReadAll(path, MostBytes));
            return Parse(file, path);
        }
        catch (RefusedFileException e)
        {
            throw new OptionsException([$"the recipe {e.Message}"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException([$"the recipe {path} cannot be read: {e.Message} Check the path and its permissions."]);
        }
    }

    internal static Recipe Parse(Stream stream, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<Recipe>(stream, KindJson.Indented)
                ?? throw new OptionsException([$"the recipe {name} is empty. A recipe needs name, description, data and options."]);
        }
        catch (JsonException e)
        {
            var fault = UnknownKey().Match(e.Message) is { Success: true } match ? $"it has the unknown key '{match.Groups[1].Value}'." : e.Message;
            throw new OptionsException([$"the recipe {name} is not valid: {fault} Known keys are name, description, data, plugins, published and options."]);
        }
        catch (OptionsException e)
        {
            throw new OptionsException([.. e.Faults.Select(fault => $"the recipe {name} is not valid: {fault}")]);
        }
    }

    /// <summary>The parser's message for an unknown key.</summary>
    [GeneratedRegex("^The JSON property '([^']*)' could not be mapped")]
    private static partial Regex UnknownKey();
}
