namespace Elbo.Data;

/// <summary>How grey values become the likelihood's targets. Numbers under different binarizations can't be compared, so it is printed with every
/// number.</summary>
public enum Binarization
{
    /// <summary>Input and target are the grey values in [0, 1].</summary>
    None,

    /// <summary>The input is grey; the target is 1 where the grey value is over 0.5 (the seed repository's way).</summary>
    Threshold,

    /// <summary>Input and target are one Bernoulli draw with the grey value as its probability, drawn again for every batch (Burda et al. 2015).</summary>
    Dynamic,

    /// <summary>Input and target are the data as they are, binarized in advance: every value is 0 or 255.</summary>
    Static,
}

/// <summary>The requirement of <see cref="Binarization.Static"/>: every value is 0 or 255.</summary>
internal static class StaticPixels
{
    /// <exception cref="OptionsException">An image holds another value; the message names it.</exception>
    public static void ThrowIfGrey(Dataset<ImageSet> data)
    {
        foreach (var split in new[] { "train", "validation", "test" })
            if (data.Split(split) is { } images)
                ThrowIfGrey(data.Name, split, images);
    }

    private static void ThrowIfGrey(string name, string split, ImageSet images)
    {
        var before = 0;
        foreach (var block in images.Blocks())
        {
            if (block.Pixels.IndexOfAnyExcept((byte)0, (byte)255) is >= 0 and var at)
                throw new OptionsException([$"binarization was static, but {split} image {before + at / images.Shape.Size} of {name} holds the grey value "
                    + $"{block.Pixels[at]}; static data holds 0 and 255 alone. Use --binarization dynamic or threshold."]);
            before += block.Count;
        }
    }
}
