using System.Security.Cryptography;

namespace Elbo.Fuzz;

/// <summary>Files that reached new branches, kept between runs: a folder for each reader, a file by its content.</summary>
/// <param name="root">The folder; it need not exist.</param>
internal sealed class Corpus(string root)
{
    /// <summary>The folder of a reader.</summary>
    public string Folder(FuzzTarget target) => Path.Combine(root, target.FileName);

    /// <summary>What earlier runs kept of a reader, in an order that does not depend on the file system.</summary>
    public IReadOnlyList<byte[]> Read(FuzzTarget target) => Directory.Exists(Folder(target))
        ? [.. Directory.GetFiles(Folder(target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
        : [];

    /// <summary>Adds files that are not there yet.</summary>
    public void Write(FuzzTarget target, IEnumerable<byte[]> files)
    {
        Directory.CreateDirectory(Folder(target));
        foreach (var file in files)
            if (Path.Combine(Folder(target), Convert.ToHexStringLower(SHA256.HashData(file))[..16]) is var path && !File.Exists(path))
                File.WriteAllBytes(path, file);
    }
}
