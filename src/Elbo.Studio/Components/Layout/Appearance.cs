using Elbo.Figures;

namespace Elbo.Studio.Components.Layout;

/// <summary>Light or dark, for what draws by itself.</summary>
/// <param name="IsDark">True on dark ground.</param>
public sealed record Appearance(bool IsDark)
{
    // On dark ground the palette's darkest curves are lightened to be seen.
    private static readonly string[] DarkCategorical =
        ["#63a9ee", "#ffa90e", "#f2674a", "#aeb9b7", "#b77be0", "#c98d7c", "#ff8a3d", "#cfc48c", "#7f8ea3", "#92dadd"];

    /// <summary>Text on charts.</summary>
    public string Ink => IsDark ? "#a9b4c1" : "#505a68";

    /// <summary>Grid lines of charts.</summary>
    public string Grid => IsDark ? "#2c3641" : "#e6e9ee";

    /// <summary>The ground of tooltips.</summary>
    public string Surface => IsDark ? "#1a2129" : "#ffffff";

    /// <summary>The curve of a split.</summary>
    public string Split(string name) => name switch
    {
        "train" => IsDark ? "#5f86ad" : Palette.Train.Hex,
        "validation" => IsDark ? "#ffb454" : "#c77700",
        _ => IsDark ? "#7db8f2" : Palette.Test.Hex,
    };

    /// <summary>The colour of the i-th of several things.</summary>
    public string Categorical(int i) => IsDark ? DarkCategorical[i % DarkCategorical.Length] : Palette.Categorical[i % Palette.Categorical.Count].Hex;
}
