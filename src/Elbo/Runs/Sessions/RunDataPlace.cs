using Elbo.Data.Known;

namespace Elbo.Runs.Sessions;

/// <summary>Finds the data of a run, from whatever folder it is opened and after both have moved together.</summary>
internal static class RunDataPlace
{
    /// <summary>The name or path of the data.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="data">What run.json says of its data.</param>
    /// <param name="given">The place that a person names; null for none.</param>
    /// <exception cref="DataException">There is no file or folder in any of the places.</exception>
    public static string Of(RunFolder folder, RunData data, string? given) =>
        given ?? (DatasetCatalog.Find(data.Name) is null ? Find(folder, data) : data.Name);

    /// <summary>The place that run.json keeps: null for a known data set and for data that no file holds.</summary>
    public static string? Recorded(string name) => DatasetCatalog.Find(name) is null && Exists(name) ? Path.GetFullPath(name) : null;

    private static string Find(RunFolder folder, RunData data)
    {
        string?[] places = [IsThere(data) ? data.Name : data.Path, data.Name, .. Moved(folder, data)];
        return places.OfType<string>().FirstOrDefault(Exists) ?? throw new DataException(
            $"{folder.ManifestPath} asks for the run's data, {data.Name}{(data.Path is { } path && path != data.Name ? $", recorded as {path}" : "")}. "
            + "It exists neither there nor below a folder above the run. Restore it, or name its new place with --data.");
    }

    /// <summary>Whether the name means the recorded file in the current folder too.</summary>
    private static bool IsThere(RunData data) => Exists(data.Name) && data.Path == Path.GetFullPath(data.Name);

    /// <summary>Where the data is if a folder that holds both was moved: the end of its path, below a folder above the run. The longest end comes
    /// first, then the nearest folder.</summary>
    private static IEnumerable<string> Moved(RunFolder folder, RunData data)
    {
        var parts = (data.Path ?? data.Name).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var first = 0; first < parts.Length; first++)
            for (var above = new DirectoryInfo(folder.Root); above is not null; above = above.Parent)
                yield return Path.Combine([above.FullName, .. parts[first..]]);
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);
}
