namespace Elbo.Data.Images;

/// <summary>How an image of other proportions is brought to a size.</summary>
public enum ImageFit
{
    /// <summary>Scaled until it covers the size; what stands over is cut off on both sides alike.</summary>
    Crop,

    /// <summary>Scaled until it fits inside; the rest is the background.</summary>
    Pad,

    /// <summary>Scaled in each direction by its own factor.</summary>
    Stretch,
}
