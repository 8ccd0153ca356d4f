using System.CommandLine;
using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Reports.Figures;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Cli.Examples;

/// <summary>The output of verbs that make images: one array, one picture of all, or a folder of pictures.</summary>
internal static class ImageOutput
{
    private const int MostInAGrid = 10_000;

    public static Option<string> Option() => new("--out")
    {
        Description = "Where to: FILE.npy (float32 [N, C, H, W], as the decoder has them), FILE.png (a grid), "
            + "or a folder of PNG files, new or empty.",
        HelpName = "FILE|FOLDER",
        Required = true,
    };

    /// <summary>Checks the place before anything is computed.</summary>
    public static void ThrowIfImpossible(string path, bool force)
    {
        if (IsFolder(path))
            OutputFolder.ThrowIfTaken(path, "--out");
        else if (FileFormat.ForOutput(path) is not { } format || format != FileFormat.Npy && format != FileFormat.Picture)
            throw new OptionsException([$"--out was {path}; it must end in .npy or .png, or be a folder. Use --out images.npy."]);
        else
            OutputFile.ThrowIfTaken(path, force, "--out");
    }

    /// <summary>Checks the number of images before they are computed.</summary>
    /// <exception cref="OptionsException">There are none, or more than fit.</exception>
    public static void ThrowIfTooMany(string path, ImageShape shape, int count)
    {
        if (FileFormat.ForOutput(path) == FileFormat.Picture && count > MostInAGrid)
            throw new OptionsException([
                FormattableString.Invariant($"--out was {path}, but {count} images are too many for one picture; at most {MostInAGrid} are drawn. ")
                + "Use --out images.npy, or a folder."]);
        var most = Array.MaxLength / shape.Size / (IsFolder(path) ? 1 : sizeof(float));
        if (count > most)
            throw new OptionsException([
                FormattableString.Invariant($"{count} images of {shape} are too many for one file or array; at most {most} fit. ")
                + "Give fewer of them at once: a smaller --limit, or a part of the codes."]);
    }

    /// <summary>Writes the images.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="shape">The shape of each image.</param>
    /// <param name="images">Shape [N, D].</param>
    /// <param name="names">The path of the file that each image was made from; null if there are none.</param>
    /// <param name="force">True replaces a file.</param>
    /// <param name="cancellation">Stops between two files; nothing is left behind.</param>
    public static void Write(string path, ImageShape shape, float[] images, IReadOnlyList<string>? names, bool force, CancellationToken cancellation)
    {
        var count = images.Length / shape.Size;
        if (IsFolder(path))
            OutputFolder.Write(path, "--out", folder =>
            {
                foreach (var (i, name) in PictureNames.Of(names, count).Index())
                {
                    cancellation.ThrowIfCancellationRequested();
                    WritePicture(folder, name, shape, images, i);
                }
            });
        else if (FileFormat.ForOutput(path) == FileFormat.Npy)
            OutputFile.Write(
                path, stream => NpyFile.Write(stream, NpyArray.Of<float>(images, count, shape.Channels, shape.Height, shape.Width)), force, "--out");
        else
            OutputFile.Write(path, ImageGrid.Render(new(shape, images)), force, "--out");
    }

    /// <summary>Writes one image into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The path of the file below it, without its ending.</param>
    /// <param name="shape">The image's shape.</param>
    /// <param name="images">Shape [N, D].</param>
    /// <param name="index">The image.</param>
    public static void WritePicture(string folder, string name, ImageShape shape, float[] images, int index)
    {
        var file = Path.Combine(folder, name + FileFormat.Picture.Endings[0]);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, ImageFile.Png(shape, images.AsSpan(index * shape.Size, shape.Size)));
    }

    private static bool IsFolder(string path) => Path.GetExtension(path).Length == 0;
}
