using System.Globalization;

namespace Elbo.Cli.Examples;

/// <summary>Names of the picture files of examples.</summary>
internal static class PictureNames
{
    // Characters that some system does not allow in a name.
    private static readonly char[] Forbidden = [.. Path.GetInvalidFileNameChars(), ':', '*', '?', '"', '<', '>', '|', '\\'];

    /// <summary>Paths below a folder without an ending, distinct even if case is ignored: those of the examples' files, or their numbers.</summary>
    /// <param name="names">The path of each example's file; null if they have none.</param>
    /// <param name="count">How many examples there are.</param>
    public static string[] Of(IReadOnlyList<string>? names, int count)
    {
        if (names is null)
            return [.. Enumerable.Range(0, count).Select(Number)];
        string[] whole = [.. names.Select(Safe)];
        string[] stems = [.. whole.Select(name => name[..^Path.GetExtension(name).Length])];
        var frequent = stems.GroupBy(stem => stem, StringComparer.OrdinalIgnoreCase).Where(group => group.Key.Length == 0 || group.Count() > 1)
            .Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. stems.Select((stem, i) => !frequent.Contains(stem) && used.Add(stem) ? stem : used.Add(whole[i]) ? whole[i] : Another(i))];

        string Another(int i)
        {
            var name = $"{whole[i]}-{Number(i)}";
            while (!used.Add(name))
                name += "-";
            return name;
        }
    }

    /// <summary>A path that stays below its folder, even if an archive contains names that would leave it.</summary>
    private static string Safe(string name) => string.Join('/', name.Split('/').Where(part => part is not ("" or "." or ".."))
        .Select(part => new string([.. part.Select(c => Forbidden.Contains(c) ? '-' : c)])));

    private static string Number(int example) => example.ToString("D6", CultureInfo.InvariantCulture);
}
