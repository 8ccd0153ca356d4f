using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>Codes placed by UMAP: neighbours stay neighbours, and nothing else is kept. Only the placed examples have a code.</summary>
internal sealed class UmapView : MapView
{
    private const int Nearest = 5;
    private readonly Codes codes;
    private readonly UmapPoints points;
    private readonly int[] indices;

    public UmapView(Codes codes, UmapPoints points)
    {
        (this.codes, this.points, indices) = (codes, points, new int[codes.Count]);
        Array.Fill(indices, -1);
        foreach (var (index, example) in points.Examples.Index())
            indices[example] = index;
    }

    public override IReadOnlyList<string> Axes => ["", ""];

    public override (double X, double Y)? Center => null;

    public override (double X, double Y) PointOf(int example) =>
        indices[example] is >= 0 and var i ? (points.Places[2 * i], points.Places[2 * i + 1]) : (double.NaN, double.NaN);

    /// <summary>The mean place of the placed examples with the nearest codes, the nearer the heavier.</summary>
    public override (double X, double Y) Project(ReadOnlySpan<float> z)
    {
        var distances = new double[points.Examples.Length];
        for (var i = 0; i < distances.Length; i++)
            distances[i] = SquaredDistance(codes.MuOf(points.Examples[i]), z);
        double x = 0, y = 0, sum = 0;
        foreach (var i in Enumerable.Range(0, distances.Length).OrderBy(i => distances[i]).Take(Nearest))
        {
            var weight = 1 / (distances[i] + 1e-12);
            (x, y, sum) = (x + weight * points.Places[2 * i], y + weight * points.Places[2 * i + 1], sum + weight);
        }
        return (x / sum, y / sum);
    }

    public override float[]? Lift(double x, double y) => null;

    public override (double Long, double Short, double Angle)? Ellipse(int example) => null;

    public override string Words(double x, double y) => "";

    private static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0.0;
        for (var d = 0; d < a.Length; d++)
            sum += ((double)a[d] - b[d]) * ((double)a[d] - b[d]);
        return sum;
    }
}
