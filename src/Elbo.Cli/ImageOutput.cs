using System.CommandLine;
using Elbo.Data;
using Elbo.Figures;
using Elbo.Interop;

namespace Elbo.Cli;

/// <summary>Where verbs that make images put them: one array, one picture of all, or a folder of pictures.</summary>
internal static class ImageOutput
{
    private const int MostInAGrid = 10_000;

    public static Option<string> Option() => new("--out")
    {
        Description = "Where to: FILE.npy (float32 [N, C, H, W], as the decoder has them), FILE.png (a grid), or a folder of PNG files.",
        HelpName = "FILE|FOLDER",
        Required = true,
    };

    public static void ThrowIfImpossible(string path)
    {
        if (Path.GetExtension(path) is not "" and var extension && extension.ToLowerInvariant() is not (".npy" or ".png"))
            throw new OptionsException([$"--out was {path}; it must end in .npy or .png, or be a folder. Use --out images.npy."]);
    }

    /// <summary>Writes the images.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="shape">Of each image.</param>
    /// <param name="images">Shape [N, D].</param>
    /// <param name="name">A file name without its ending, for a folder.</param>
    /// <param name="force">True replaces other files.</param>
    public static void Write(string path, ImageShape shape, float[] images, Func<int, string> name, bool force)
    {
        var count = images.Length / shape.Size;
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                using (var stream = new MemoryStream())
                {
                    NpyFile.Write(stream, NpyArray.Of<float>(images, count, shape.Channels, shape.Height, shape.Width));
                    OutputFile.Write(path, stream.ToArray(), force, "--out");
                }
                break;
            case ".png":
                if (count > MostInAGrid)
                    throw new OptionsException([$"--out was {path}, but {count} images are too many for one picture; at most {MostInAGrid} are drawn. Use --out images.npy, or a folder."]);
                OutputFile.Write(path, ImageGrid.Render(new(shape, images)), force, "--out");
                break;
            default:
                for (var i = 0; i < count; i++)
                    OutputFile.Write(Path.Combine(path, name(i) + ".png"), ImageFile.Png(shape, images.AsSpan(i * shape.Size, shape.Size)), force, "--out");
                break;
        }
    }
}
