using Elbo.Models;
using Elbo.Studio.Components.Parts;

namespace Elbo.Studio.Models;

/// <summary>Codes projected onto a plane through the latent space.</summary>
internal sealed class PlaneView : MapView
{
    private readonly Plane plane;
    private readonly Codes? codes;
    private readonly Func<double, double, string> words;

    /// <param name="plane">The plane.</param>
    /// <param name="codes">The codes of the examples; null if there are none.</param>
    /// <param name="axes">The names of both axes.</param>
    /// <param name="words">A place in words.</param>
    private PlaneView(Plane plane, Codes? codes, IReadOnlyList<string> axes, Func<double, double, string> words) =>
        (this.plane, this.codes, Axes, this.words) = (plane, codes, axes, words);

    public override IReadOnlyList<string> Axes { get; }

    public override (double X, double Y)? Center => plane.ProjectOrigin();

    public override (double X, double Y) PointOf(int example) => plane.Project(codes!.MuOf(example));

    public override (double X, double Y) Project(ReadOnlySpan<float> z) => plane.Project(z);

    public override float[] Lift(double x, double y) => plane.Lift(x, y);

    public override (double Long, double Short, double Angle)? Ellipse(int example) =>
        codes is { OtherPosterior: null } ? plane.Ellipse(codes.LogVarOf(example)) : null;

    public override string Words(double x, double y) => words(x, y);

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
