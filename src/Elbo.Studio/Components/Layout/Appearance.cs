using System.Globalization;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Studio.Components.Layout;

/// <summary>The light or dark appearance, for components that draw themselves.</summary>
/// <param name="IsDark">True for a dark background.</param>
public sealed record Appearance(bool IsDark)
{
    // Viridis (van der Walt and Smith 2015): equal steps look equal, also to colour-blind readers.
    private static readonly string[] Viridis =
        ["#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70", "#7ad151", "#bddf26", "#fde725"];

    /// <summary>The colours of figures on this background.</summary>
    internal Shade Figures => IsDark ? Shade.Dark : Shade.Light;

    /// <summary>Text on charts.</summary>
    public string Ink => IsDark ? "#a9b4c1" : "#505a68";

    /// <summary>Text and lines on charts that must be seen above everything else.</summary>
    public string Strong => IsDark ? "#e8edf3" : "#1b2430";

    /// <summary>Grid lines of charts.</summary>
    public string Grid => IsDark ? "#2c3641" : "#e6e9ee";

    /// <summary>The background of tooltips.</summary>
    public string Surface => IsDark ? "#1a2129" : "#ffffff";

    /// <summary>The curve of a split, in the colours of the figures: any two differ by 30 or more (CIE 1976 ΔE), also under simulated
    /// colour-blindness.</summary>
    public string Split(string name) => name switch
    {
        "train" => Figures.Train.Hex,
        "validation" => IsDark ? "#ffb454" : "#c77700",
        _ => Figures.Test.Hex,
    };

    /// <summary>The colour of a number from 0 to 1 on a continuous scale: higher is further from the background; all are visible on it.</summary>
    public string Sequential(double level)
    {
        var at = (IsDark ? 0.3 + 0.7 * level : 0.8 - 0.8 * level) * (Viridis.Length - 1);
        var stop = Math.Clamp((int)at, 0, Viridis.Length - 2);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mixed(1):x2}{Mixed(3):x2}{Mixed(5):x2}");

        int Mixed(int digit) => (int)Math.Round(double.Lerp(Channel(Viridis[stop], digit), Channel(Viridis[stop + 1], digit), at - stop));
        static int Channel(string color, int digit) => int.Parse(color.AsSpan(digit, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    /// <summary>The colour of the i-th of several things.</summary>
    public string Categorical(int i) => Figures.Categorical[i % Figures.Categorical.Count].Hex;
}
