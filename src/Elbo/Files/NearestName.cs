namespace Elbo.Files;

/// <summary>Guesses which allowed name a mistyped one was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The name with the smallest edit distance, if that is at most a third of its letters (two edits are always allowed); else
    /// null.</summary>
    public static string? Find(string given, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Edits: Edits(given.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(guess => guess.Edits <= Math.Max(2, guess.Name.Length / 3) && guess.Edits < guess.Name.Length)
            .OrderBy(guess => guess.Edits)
            .FirstOrDefault().Name;

    /// <summary><c> Did you mean train?</c>, with the space before it; empty if no name is near.</summary>
    public static string Question(string given, IEnumerable<string> names) => Find(given, names) is { } nearest ? $" Did you mean {nearest}?" : "";

    /// <summary>The Levenshtein distance: insertions, deletions and replacements that turn one into the other.</summary>
    private static int Edits(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > to.Length)
            return int.MaxValue;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = diagonal + (from[i] == to[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, 1 + Math.Min(row[j], row[j + 1]));
            }
        }
        return row[^1];
    }
}
