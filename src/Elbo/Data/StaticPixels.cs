namespace Elbo.Data;

/// <summary>What <see cref="Binarization.Static"/> asks of data: every value is 0 or 255.</summary>
internal static class StaticPixels
{
    /// <exception cref="OptionsException">An image holds another value; the message names it.</exception>
    public static void ThrowIfGrey(Dataset data)
    {
        foreach (var split in new[] { "train", "validation", "test" })
            if (data.Split(split) is { } images && images.Pixels.IndexOfAnyExcept((byte)0, (byte)255) is >= 0 and var at)
                throw new OptionsException([$"binarization was static, but {split} image {at / images.Shape.Size} of {data.Name} holds the grey value {images.Pixels[at]}; static data holds 0 and 255 alone. Use --binarization dynamic or threshold."]);
    }
}
