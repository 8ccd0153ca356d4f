namespace Elbo.Data.Known;

/// <summary>Brings a known data set to this machine: downloads its files, checks them, and makes of them what <see cref="Datasets.Load"/>
/// reads.</summary>
internal static class DatasetFetch
{
    internal static Task<string> Run(
        KnownDataset dataset, HttpClient client, string? folder, IProgress<FetchProgress>? progress, CancellationToken cancellation) =>
        Run(dataset, client, folder, DataPlaces.OfThisProcess(), progress, cancellation);

    internal static async Task<string> Run(
        KnownDataset dataset, HttpClient client, string? folder, DataPlaces places, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var source = dataset.Source;
        if (folder is null && dataset.Locate(places).Folder is { } found && found != places.HomeOf(dataset.Name))
        {
            // A system's package, say: it is found by name where it is.
            Datasets.Check(dataset, found, places.Pixels(null, cancellation));
            return found;
        }
        var root = folder is null ? places.HomeOf(dataset.Name) : Path.GetFullPath(folder);
        var downloads = folder is null && source.SharedFolder is { } shared ? Path.Combine(Path.GetDirectoryName(root)!, shared) : root;
        try
        {
            Directory.CreateDirectory(root);
            Directory.CreateDirectory(downloads);
            var download = new Download(client, source);
            var isMade = source.Kind is SourceKind.EmnistZip or SourceKind.Amat;
            if (!isMade || dataset.Files.Any(file => IdxNames.Find(root, file) is null))
                foreach (var file in source.Files)
                    await download.Run(downloads, file, progress, cancellation);
            foreach (var split in dataset.Splits.Where(split => isMade && split.Files.Any(file => IdxNames.Find(root, file) is null)))
                if (source.Kind == SourceKind.EmnistZip)
                    EmnistZip.Unpack(Path.Combine(downloads, source.Files[0].Name), source.Prefix!, split, root);
                else
                    Amat.Convert(Path.Combine(downloads, $"binarized_mnist_{split.Prefix}.amat"), split, dataset.Shape, root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{dataset.Name} could not be written to {root}: {e.Message} Free some space, or choose another folder with --to.", e);
        }
        Datasets.Check(dataset, root, places.Pixels(null, cancellation));
        return root;
    }
}

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Done">Bytes that are here.</param>
/// <param name="Total">Bytes in all; null where the server does not say.</param>
internal readonly record struct FetchProgress(string File, long Done, long? Total);
