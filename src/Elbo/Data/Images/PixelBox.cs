namespace Elbo.Data.Images;

/// <summary>A part of an image, in pixels: from the first column and row up to, not including, the last.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Right, int Bottom);
