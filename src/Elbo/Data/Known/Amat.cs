using Elbo.Data.Arrays;
using Elbo.Files;

namespace Elbo.Data.Known;

/// <summary>Larochelle's text of binarized images: one image a line, its pixels 0 or 1 with blanks between them.</summary>
internal static class Amat
{
    /// <summary>Writes the images of a text as IDX, 0 and 255, gzipped.</summary>
    /// <exception cref="DataException">The text is another one.</exception>
    public static void Convert(string path, KnownSplit split, ImageShape shape, string folder)
    {
        var pixels = new byte[split.Count * shape.Size];
        var count = 0;
        using (var text = new StreamReader(RegularFile.Open(path)))
            while (text.Read() is >= 0 and var next)
                if (next is '0' or '1')
                {
                    if (count == pixels.Length)
                        throw Wrong("more");
                    pixels[count++] = next == '1' ? (byte)255 : (byte)0;
                }
                else if (!char.IsWhiteSpace((char)next))
                    throw new DataException($"{path} holds '{(char)next}'; pixels are 0 and 1. Delete the file and fetch it again.");
        if (count < pixels.Length)
            throw Wrong($"{count}");
        IdxFile.Write(Path.Combine(folder, split.Files[0] + ".gz"), new ImageSet(shape, pixels));

        DataException Wrong(string found) =>
            new($"{path} holds {found} pixels; {split.Count} images of {shape} have {pixels.Length}. Delete the file and fetch it again.");
    }
}
