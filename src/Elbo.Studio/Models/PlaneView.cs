using Elbo.Models;
using Elbo.Studio.Components.Parts;

namespace Elbo.Studio.Models;

/// <summary>Codes projected onto a plane through the latent space.</summary>
/// <param name="plane">The plane.</param>
/// <param name="codes">The codes of the examples; null if there are none.</param>
/// <param name="axes">The names of both axes.</param>
/// <param name="words">A place in words.</param>
internal sealed class PlaneView(Plane plane, Codes? codes, IReadOnlyList<string> axes, Func<double, double, string> words)
{
    /// <summary>The names of both axes.</summary>
    public IReadOnlyList<string> Axes => axes;

    /// <summary>The point of an example.</summary>
    public (double X, double Y) PointOf(int example) => plane.Project(codes!.MuOf(example));

    /// <summary>The point of any code, shape [L].</summary>
    public (double X, double Y) Project(ReadOnlySpan<float> z) => plane.Project(z);

    /// <summary>The code of a place, shape [L].</summary>
    public float[] Lift(double x, double y) => plane.Lift(x, y);

    /// <summary>Both radii of one standard deviation of an example's posterior, and the angle of the first; null for a posterior without them.</summary>
    public (double Long, double Short, double Angle)? Ellipse(int example) =>
        codes is { OtherPosterior: null } ? plane.Ellipse(codes.LogVarOf(example)) : null;

    /// <summary>A place in words.</summary>
    public string Words(double x, double y) => words(x, y);

    /// <summary>Two latents, the others at 0.</summary>
    public static PlaneView Of(Codes? codes, int latents, int horizontal, int vertical) => new(
        Plane.Of(latents, horizontal, vertical), codes, [$"z {horizontal}", vertical != horizontal ? $"z {vertical}" : ""],
        (x, y) => $"z {horizontal} = {Show.Number(x, "F2")}{(vertical != horizontal ? $", z {vertical} = {Show.Number(y, "F2")}" : "")}"
            + (latents > 2 ? ", the others at 0." : "."));

    /// <summary>The first two principal components of the codes.</summary>
    public static PlaneView Principal(Codes codes) => new(
        Plane.Principal(codes), codes, ["1st principal component", "2nd principal component"],
        (x, y) => $"At {Show.Number(x, "F2")} and {Show.Number(y, "F2")} on the two principal components of the codes.");
}
