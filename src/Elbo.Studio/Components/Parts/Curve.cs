namespace Elbo.Studio.Components.Parts;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">As the legend has it.</param>
/// <param name="Color">CSS.</param>
/// <param name="X">Ascending.</param>
/// <param name="Y">As many.</param>
public sealed record Curve(string Name, string Color, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>What a chart compares to see whether it must be drawn again.</summary>
    internal (string, string, int, double) Stamp => (Name, Color, Y.Count, Y.Count > 0 ? Y[^1] : 0);
}
