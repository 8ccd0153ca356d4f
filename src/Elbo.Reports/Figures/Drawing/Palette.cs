using Elbo.Models.Layers;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>The colours of all figures; pairs that occur in one figure differ by 35 or more (CIE 1976 ΔE), also under simulated
/// colour-blindness.</summary>
internal static class Palette
{
    public static Rgb Paper { get; } = Rgb.Of(0xffffff);

    public static Rgb Ink { get; } = Rgb.Of(0x1b2430);

    /// <summary>Axis labels, captions and subtitles (7:1 on white).</summary>
    public static Rgb Muted { get; } = Rgb.Of(0x505a68);

    /// <summary>Frames, ticks and the prior's circles.</summary>
    public static Rgb Frame { get; } = Rgb.Of(0x9aa4b1);

    public static Rgb Grid { get; } = Rgb.Of(0xe6e9ee);

    /// <summary>Elements of little weight: inactive latents, the zero line.</summary>
    public static Rgb Inactive { get; } = Rgb.Of(0xbcc4ce);

    public static Rgb Train { get; } = Rgb.Of(0x7fa6cf);

    public static Rgb Test { get; } = Rgb.Of(0x0b3c73);

    public static Rgb Distortion { get; } = Rgb.Of(0x3f90da);

    public static Rgb Rate { get; } = Rgb.Of(0xf59b00);

    public static Rgb Code { get; } = Rgb.Of(0x3f90da);

    /// <summary>The light-to-dark ramp of heat maps.</summary>
    public static IReadOnlyList<Rgb> Ramp { get; } =
        [.. new uint[] { 0xf6f9fd, 0xd3e3f5, 0xa3c8ec, 0x6aa8e0, 0x3f86cb, 0x1f63a8, 0x0f427a, 0x0a2850 }.Select(Rgb.Of)];

    /// <summary>Ten colours for labels, after Petroff, "Accessible color sequences" (arXiv:2107.02270), its greys and purple moved apart: any two
    /// differ by 19 or more (CIE 1976 ΔE), also under simulated protanopia, deuteranopia and tritanopia.</summary>
    public static IReadOnlyList<Rgb> Categorical { get; } =
        [.. new uint[]
        {
            0x3f90da, 0xffa90e, 0xbd1f01, 0x8b9a98, 0x7a22b0, 0xa96b59, 0xe76300, 0xb9ac70, 0x3d4654, 0x92dadd,
        }.Select(Rgb.Of)];
}

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
