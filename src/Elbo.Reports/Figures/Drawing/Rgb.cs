namespace Elbo.Reports.Figures.Drawing;

/// <summary>One opaque sRGB colour.</summary>
/// <param name="R">Red, 0…255.</param>
/// <param name="G">Green, 0…255.</param>
/// <param name="B">Blue, 0…255.</param>
internal readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>The colour in CSS notation, e.g. <c>#3f90da</c>.</summary>
    public string Hex => $"#{R:x2}{G:x2}{B:x2}";

    /// <summary>True if white text reads better on it than black.</summary>
    internal bool IsDark => 0.299 * R + 0.587 * G + 0.114 * B < 110;

    internal static Rgb Of(uint hex) => new((byte)(hex >> 16), (byte)(hex >> 8), (byte)hex);

    /// <summary>The colour as it looks on white at the given opacity, but opaque.</summary>
    internal Rgb Tint(double opacity) => Palette.Paper.Towards(this, opacity);

    internal Rgb Towards(Rgb other, double part) => new(Mix(R, other.R, part), Mix(G, other.G, part), Mix(B, other.B, part));

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + (to - from) * part);

    internal SkiaSharp.SKColor Skia(double opacity = 1) => new(R, G, B, (byte)Math.Round(255 * opacity));

    internal ScottPlot.Color Plot(double opacity = 1) => new(R, G, B, (byte)Math.Round(255 * opacity));
}
