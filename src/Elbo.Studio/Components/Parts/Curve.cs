namespace Elbo.Studio.Components.Parts;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Color">CSS.</param>
/// <param name="X">Ascending.</param>
/// <param name="Y">The values, as many as <paramref name="X"/>.</param>
public sealed record Curve(string Name, string Color, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Drawn in dashes, so that it is told from others by more than its colour.</summary>
    public bool IsDashed { get; init; }

    /// <summary>A key by which a chart decides whether it must be redrawn.</summary>
    internal (string, string, int, double) Stamp => (Name, Color, Y.Count, Y.Count > 0 ? Y[^1] : 0);
}
