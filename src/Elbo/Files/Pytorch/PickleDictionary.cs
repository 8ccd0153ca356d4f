namespace Elbo.Files.Pytorch;

/// <summary>A dictionary of a pickle, in the order of its entries. Only text keys can be looked up; the others only count.</summary>
internal sealed class PickleDictionary
{
    private readonly List<(object? Key, object? Value)> entries = [];
    private readonly Dictionary<string, object?> byName = new(StringComparer.Ordinal);

    /// <summary>The number of entries, keys of any kind.</summary>
    public int Count => entries.Count;

    /// <summary>The values by their text keys; a later entry replaces an earlier one.</summary>
    public IReadOnlyDictionary<string, object?> Named => byName;

    /// <summary>True if every key is text.</summary>
    public bool HasOnlyNames => entries.TrueForAll(entry => entry.Key is string);

    public void Add(object? key, object? value)
    {
        entries.Add((key, value));
        if (key is string name)
            byName[name] = value;
    }
}
