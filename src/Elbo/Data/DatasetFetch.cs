using Elbo.Native;

namespace Elbo.Data;

/// <summary>Brings a known data set to this machine: downloads its files, checks them, and makes of them what <see cref="Datasets.Load"/>
/// reads.</summary>
public static class DatasetFetch
{
    /// <summary>Fetches a data set. Files that are there are not downloaded again, and a download that was stopped goes on.</summary>
    /// <param name="dataset">A data set with a <see cref="KnownDataset.Source"/>.</param>
    /// <param name="client">Makes the requests.</param>
    /// <param name="folder">The folder for its files; null for its place in the user's folder, where it is found by name.</param>
    /// <param name="progress">Told as bytes arrive.</param>
    /// <param name="cancellation">Stops; what has arrived stays.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="DataException">It has no source, no mirror gave a file, or its content is not the published one.</exception>
    public static async Task<string> Run(
        KnownDataset dataset, HttpClient client, string? folder = null, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (dataset.Source is not { } source)
            throw new DataException($"{dataset.Name} comes with Elbo and is not downloaded. Use it by its name.");
        var root = Path.GetFullPath(folder ?? Path.Combine(UserFolders.Current.Data, dataset.Name));
        try
        {
            Directory.CreateDirectory(root);
            var download = new Download(client, source.Mirrors);
            foreach (var file in source.Files)
                await download.Run(root, file, progress, cancellation);
            foreach (var split in dataset.Splits)
                if (source.Kind == SourceKind.EmnistZip)
                    EmnistZip.Unpack(Path.Combine(root, source.Files[0].Name), source.Prefix!, split, root);
                else if (source.Kind == SourceKind.Amat)
                    Amat.Convert(Path.Combine(root, $"binarized_mnist_{split.Prefix}.amat"), split, dataset.Shape, root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{dataset.Name} could not be written to {root}: {e.Message} Free some space, or choose another folder with --to.", e);
        }
        Datasets.Check(dataset, root);
        return root;
    }
}
