using System.Text.RegularExpressions;

namespace Elbo.Studio.Runs;

/// <summary>Names of new runs.</summary>
internal static partial class RunNames
{
    /// <summary>The error of a name, as a sentence; null if a run of that name can be created.</summary>
    public static string? Fault(string? name, string folder)
    {
        if (string.IsNullOrWhiteSpace(name))
            return "Give the run a name.";
        if (name.Length > 80 || !Allowed().IsMatch(name))
            return "A name has up to 80 letters, digits and - _ . and does not begin with a dot.";
        return Path.Exists(Path.Combine(folder, name)) ? $"{name} already exists. Choose another name." : null;
    }

    /// <summary>A name that is allowed, near to a file's.</summary>
    public static string Stem(string name) => Odd().Replace(name, "-").Trim('-', '.') is { Length: > 0 } stem ? stem[..Math.Min(60, stem.Length)] : "run";

    /// <summary>The first free one of <c>stem</c>, <c>stem-2</c>, <c>stem-3</c> …</summary>
    public static string Free(string stem, string folder)
    {
        for (var i = 1; ; i++)
        {
            var name = i == 1 ? stem : $"{stem}-{i}";
            if (!Path.Exists(Path.Combine(folder, name)))
                return name;
        }
    }

    [GeneratedRegex("[^A-Za-z0-9_.-]+")]
    private static partial Regex Odd();

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9_.-]*\z")]
    private static partial Regex Allowed();
}
