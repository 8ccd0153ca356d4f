namespace Elbo.Data.Images;

/// <summary>The channels that image files are read into.</summary>
public enum ImageColor
{
    /// <summary>One channel; colours become their luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).</summary>
    Grey,

    /// <summary>Three channels: red, green, blue.</summary>
    Rgb,
}
