namespace Elbo.Analysis.Imputation;

/// <summary>A rectangle of pixels.</summary>
/// <param name="X">Pixels to its left.</param>
/// <param name="Y">Pixels above it.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Height">Its rows.</param>
internal readonly record struct PixelRegion(int X, int Y, int Width, int Height);
