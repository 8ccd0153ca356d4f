using System.Buffers;

namespace Elbo.Data;

/// <summary>Grey values as levels: each is one of n, 255·k / (n − 1).</summary>
internal static class LevelPixels
{
    /// <exception cref="OptionsException">An image holds a value between two levels; the message names it.</exception>
    public static void ThrowIfBetweenLevels(Dataset<ImageSet> data, int count)
    {
        var top = count - 1;
        byte[] allowed = [.. Enumerable.Range(0, 256).Where(value => value * top % 255 == 0).Select(value => (byte)value)];
        if (allowed.Length == 256)
            return;
        var levels = SearchValues.Create(allowed);
        foreach (var split in new[] { "train", "validation", "test" })
            if (data.Split(split) is { } images && Find(images, levels) is var (image, value))
                throw new OptionsException(
                [
                    $"levels was {count}, but {split} image {image} of {data.Name} holds the grey value {value}; {count} levels are {Some(allowed)}. "
                    + "Use --levels 256, or give data with no other values.",
                ]);
    }

    private static (int Image, byte Value)? Find(ImageSet images, SearchValues<byte> levels)
    {
        var before = 0;
        foreach (var block in images.Blocks())
        {
            var pixels = block.Pixels;
            if (pixels.IndexOfAnyExcept(levels) is >= 0 and var at)
                return (before + at / images.Shape.Size, pixels[at]);
            before += block.Count;
        }
        return null;
    }

    private static string Some(byte[] allowed) => allowed.Length <= 6
        ? string.Join(", ", allowed)
        : $"{allowed[0]}, {allowed[1]}, {allowed[2]}, …, {allowed[^1]}";
}
