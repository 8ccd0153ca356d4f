using System.Reflection;
using System.Runtime.Loader;

namespace Elbo.Cli;

/// <summary>Assemblies with kinds of their own. They are loaded before the command line is parsed, since their kinds are choices in it.</summary>
internal static class Plugins
{
    public const string Option = "--plugin";

    /// <summary>Loads every plugin that the command line names, and adds its kinds to the catalogs.</summary>
    /// <exception cref="OptionsException">A file is missing, is not a .NET assembly for this program, or has no kinds.</exception>
    public static void Load(IReadOnlyList<string> words)
    {
        foreach (var path in Paths(words))
            Load(path);
    }

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
            var resolver = new AssemblyDependencyResolver(full);
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                resolver.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
            if (Catalog.Add(AssemblyLoadContext.Default.LoadFromAssemblyPath(full)) == 0)
                throw new OptionsException([$"{Option} was {path}, but it has no kinds. A kind is a sealed record with a [Kind] attribute."]);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException or ReflectionTypeLoadException)
        {
            var reason = e.Message.ReplaceLineEndings(" ");
            throw new OptionsException([$"{Option} was {path}, which cannot be loaded: {reason} Build it against this version of Elbo."]);
        }
    }
}
