using System.Reflection;
using System.Runtime.Loader;
using Elbo.Files;
using Elbo.Settings;

namespace Elbo.Cli;

/// <summary>Assemblies with kinds of their own. They are loaded before the command line is parsed, since their kinds are choices in it.</summary>
internal static class Plugins
{
    public const string Option = "--plugin";

    /// <summary>Those that the command line names, as it names them.</summary>
    public static IReadOnlyList<string> Given { get; private set; } = [];

    /// <summary>The words that load them again.</summary>
    public static IEnumerable<string> Words => Given.SelectMany(path => (string[])[Option, path]);

    /// <summary>Loads every plugin that the command line or its recipe names, and adds its kinds to the catalogs.</summary>
    /// <exception cref="OptionsException">A file is missing, is not a .NET assembly for this program, or has no kinds.</exception>
    public static void Load(IReadOnlyList<string> words)
    {
        Given = [.. Paths(words)];
        string[] paths = [.. Given, .. words.Where(word => word.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).SelectMany(RecipeFile)];
        foreach (var path in paths)
            Load(path);
        if (paths.Length > 0)
            _ = SettingTable.Rows; // Two settings of one name are refused here. Without plugins, the table would only delay what needs none.
    }

    /// <summary>The plugins of a recipe, whether it follows <c>--recipe</c> or <c>elbo recipes</c>.</summary>
    private static IEnumerable<string> RecipeFile(string word) => RecipeBook.PluginsOf(word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    private static IEnumerable<string> Paths(IReadOnlyList<string> words)
    {
        foreach (var (i, word) in words.Index())
            if (word == Option && i + 1 < words.Count)
                yield return words[i + 1];
            else if (word.StartsWith($"{Option}=", StringComparison.Ordinal))
                yield return word[(Option.Length + 1)..];
    }

    private static void Load(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new OptionsException([$"{Option} was {path}, but there is no such file. Give the path of the plugin's .dll."]);
        try
        {
            RegularFile.Open(full).Dispose(); // the runtime would wait for a pipe

            var resolver = new AssemblyDependencyResolver(full);
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                resolver.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
            if (Catalog.Add(AssemblyLoadContext.Default.LoadFromAssemblyPath(full)) == 0)
                throw new OptionsException([$"{Option} was {path}, but it has no kinds. A kind is a sealed record with a [Kind] attribute."]);
        }
        catch (Exception e) when (e is RefusedFileException or UnauthorizedAccessException)
        {
            throw new OptionsException([$"{Option} was {path}, which cannot be read: {e.Message} Give the path of the plugin's .dll."]);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or ReflectionTypeLoadException)
        {
            var reason = e.Message.ReplaceLineEndings(" ");
            throw new OptionsException([$"{Option} was {path}, which cannot be loaded: {reason} Build it against this version of Elbo."]);
        }
    }
}
