using System.Globalization;
using Elbo.Files;

namespace Elbo.Runs.Sessions;

/// <summary>
/// The pictures that a training writes after its epochs: <c>figures/epochs/0001.png</c>. However long it runs, there are never more than
/// <see cref="Most"/> and three: first every second one is kept, later every fourth, and so on, and always the first, the best and the last.
/// </summary>
/// <param name="folder">The run.</param>
/// <param name="part">A folder among them for files of another kind; null for the reconstructions.</param>
/// <param name="ending">How the files end.</param>
internal sealed class EpochPictures(RunFolder folder, string? part = null, string ending = ".png")
{
    /// <summary>Up to this number of epochs, each has a picture.</summary>
    public const int Most = 100;

    /// <summary>The codes of the same test examples: arrays in <c>figures/epochs/codes</c>.</summary>
    public static EpochPictures Codes(RunFolder run) => new(run, "codes", ".npy");

    /// <summary>The same random codes, decoded: pictures in <c>figures/epochs/samples</c>.</summary>
    public static EpochPictures Samples(RunFolder run) => new(run, "samples");

    /// <summary>The folder of the pictures; it exists from the first one on.</summary>
    public string Root { get; } = Path.Combine(folder.FiguresPath, "epochs", part ?? "");

    /// <summary>The epochs that currently have a picture, ascending. Links are left out.</summary>
    /// <exception cref="RunException">The folder cannot be read.</exception>
    public IReadOnlyList<int> Epochs => RunFolder.Guard(Root, () =>
    {
        var root = new DirectoryInfo(Root);
        return root is { Exists: true, LinkTarget: null, Parent: { LinkTarget: null, Parent.LinkTarget: null } }
            ? (IReadOnlyList<int>)
                [.. root.EnumerateFiles("*" + ending).Where(file => file.LinkTarget is null).Select(EpochOf).Where(epoch => epoch > 0).Order()]
            : [];
    });

    /// <summary>The path of an epoch's picture.</summary>
    public string PathOf(int epoch) => Path.Combine(Root, FileName(epoch));

    /// <summary>Adds or replaces the picture of the last epoch, and removes those that are no longer kept.</summary>
    /// <param name="epoch">The epoch, from 1; the last one so far.</param>
    /// <param name="best">The best epoch so far.</param>
    /// <param name="png">The picture.</param>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    public void Write(int epoch, int best, ReadOnlyMemory<byte> png)
    {
        RunFolder.Guard(Root, () =>
        {
            Directory.CreateDirectory(Root);
            AtomicFile.Write(PathOf(epoch), stream => stream.Write(png.Span));
        });
        RemoveWhere(known => !IsKept(known, epoch, best));
    }

    /// <summary>Removes the pictures of later epochs, which a continued training repeats.</summary>
    /// <exception cref="RunException">The folder cannot be read.</exception>
    public void KeepThrough(int epoch) => RemoveWhere(known => known > epoch);

    /// <summary>Whether an epoch's picture is kept when another epoch is the last one. A picture kept later was also kept before.</summary>
    internal static bool IsKept(int epoch, int last, int best)
    {
        var every = 1;
        while (last / every > Most)
            every *= 2;
        return epoch <= last && (epoch % every == 0 || epoch == 1 || epoch == best || epoch == last);
    }

    private void RemoveWhere(Func<int, bool> isOver)
    {
        foreach (var epoch in Epochs.Where(isOver))
            try
            {
                File.Delete(PathOf(epoch));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another program has it open, which must not end a training. The next epoch tries again.
            }
    }

    private int EpochOf(FileInfo file) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file.Name), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && FileName(epoch) == file.Name
            ? epoch
            : 0;

    private string FileName(int epoch) => epoch.ToString("D4", CultureInfo.InvariantCulture) + ending;
}
