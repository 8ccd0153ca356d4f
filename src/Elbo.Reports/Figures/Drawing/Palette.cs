using Elbo.Models.Layers;

namespace Elbo.Reports.Figures.Drawing;

/// <summary>
/// The colours of all figures; pairs that occur in one figure differ by 35 or more (CIE 1976 ΔE), also under simulated colour-blindness.
/// </summary>
internal static class Palette
{
    /// <summary>The background of every figure.</summary>
    public static Rgb Paper { get; } = Rgb.Of(0xffffff);

    /// <summary>Titles and numbers.</summary>
    public static Rgb Ink { get; } = Rgb.Of(0x1b2430);

    /// <summary>Axis labels, captions and subtitles (7:1 on white).</summary>
    public static Rgb Muted { get; } = Rgb.Of(0x505a68);

    /// <summary>Frames, ticks and the prior's circles.</summary>
    public static Rgb Frame { get; } = Rgb.Of(0x9aa4b1);

    /// <summary>Grid lines.</summary>
    public static Rgb Grid { get; } = Rgb.Of(0xe6e9ee);

    /// <summary>Elements of little weight: inactive latents, the zero line.</summary>
    public static Rgb Inactive { get; } = Rgb.Of(0xbcc4ce);

    /// <summary>The training set's curve.</summary>
    public static Rgb Train { get; } = Rgb.Of(0x7fa6cf);

    /// <summary>The test set's curve.</summary>
    public static Rgb Test { get; } = Rgb.Of(0x0b3c73);

    /// <summary>Distortion.</summary>
    public static Rgb Distortion { get; } = Rgb.Of(0x3f90da);

    /// <summary>Rate.</summary>
    public static Rgb Rate { get; } = Rgb.Of(0xf59b00);

    /// <summary>Bars of a latent code.</summary>
    public static Rgb Code { get; } = Rgb.Of(0x3f90da);

    /// <summary>The light-to-dark ramp of heat maps.</summary>
    public static IReadOnlyList<Rgb> Ramp { get; } =
        [.. new uint[] { 0xf6f9fd, 0xd3e3f5, 0xa3c8ec, 0x6aa8e0, 0x3f86cb, 0x1f63a8, 0x0f427a, 0x0a2850 }.Select(Rgb.Of)];

    /// <summary>
    /// Ten colours for labels, after Petroff, "Accessible color sequences" (arXiv:2107.02270), its greys and purple moved
    /// apart: any two differ by 19 or more (CIE 1976 ΔE), also under simulated protanopia, deuteranopia and tritanopia.
    /// </summary>
    public static IReadOnlyList<Rgb> Categorical { get; } =
        [.. new uint[]
        {
            0x3f90da, 0xffa90e, 0xbd1f01, 0x8b9a98, 0x7a22b0, 0xa96b59, 0xe76300, 0xb9ac70, 0x3d4654, 0x92dadd,
        }.Select(Rgb.Of)];
}
