
namespace Elbo.Reports.Figures.Drawing;

/// <summary>The colours of the figure that is being drawn, in its <see cref="Shade"/>.</summary>
internal static class Palette
{
    public static Rgb Paper => Shade.Current.Paper;

    public static Rgb Ink => Shade.Current.Ink;

    /// <summary>Axis labels, captions and subtitles.</summary>
    public static Rgb Muted => Shade.Current.Muted;

    /// <summary>Frames, ticks and the prior's circles.</summary>
    public static Rgb Frame => Shade.Current.Frame;

    public static Rgb Grid => Shade.Current.Grid;

    /// <summary>Elements of little weight: inactive latents, the zero line.</summary>
    public static Rgb Inactive => Shade.Current.Inactive;

    public static Rgb Train => Shade.Current.Train;

    public static Rgb Test => Shade.Current.Test;

    public static Rgb Distortion { get; } = Rgb.Of(0x3f90da);

    public static Rgb Rate => Shade.Current.Rate;

    public static Rgb Code => Distortion;

    /// <summary>The ramp of heat maps, from the paper's side to the ink's.</summary>
    public static IReadOnlyList<Rgb> Ramp => Shade.Current.Ramp;

    /// <summary>Ten colours for labels, in figures and in the studio: any two differ by 24 or more (CIE 1976 ΔE), also under simulated protanopia,
    /// deuteranopia and tritanopia (Machado, Oliveira and Fernandes 2009), and by 30 or more from the background.</summary>
    public static IReadOnlyList<Rgb> Categorical => Shade.Current.Categorical;

    /// <summary>The colour of text on a patch: the paper's or the ink's, whichever is easier to read there.</summary>
    public static Rgb On(Rgb patch) => patch.IsDark == Ink.IsDark ? Paper : Ink;
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

    /// <summary>The colour as it looks on the paper at the given opacity, but opaque.</summary>
    internal Rgb Tint(double opacity) => Palette.Paper.Towards(this, opacity);

    internal Rgb Towards(Rgb other, double part) => new(Mix(R, other.R, part), Mix(G, other.G, part), Mix(B, other.B, part));

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + (to - from) * part);

    internal SkiaSharp.SKColor Skia(double opacity = 1) => new(R, G, B, (byte)Math.Round(255 * opacity));

    internal ScottPlot.Color Plot(double opacity = 1) => new(R, G, B, (byte)Math.Round(255 * opacity));
}
