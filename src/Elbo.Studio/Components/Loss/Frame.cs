using System.Globalization;
using System.Text;

namespace Elbo.Studio.Components.Loss;

/// <summary>A window onto a plane, and SVG paths within it: a picture of 1000 × 1000 units that is stretched to its place.</summary>
/// <param name="Left">x at the left edge.</param>
/// <param name="Right">x at the right edge.</param>
/// <param name="Bottom">y at the lower edge.</param>
/// <param name="Top">y at the upper edge.</param>
internal readonly record struct Frame(double Left, double Right, double Bottom, double Top)
{
    /// <summary>The picture's size, for <c>viewBox</c>.</summary>
    public const string ViewBox = "0 0 1000 1000";

    /// <summary>The distance from the left edge, as CSS.</summary>
    public string FromLeft(double x) => Percent(X(x));

    /// <summary>The distance from the upper edge, as CSS.</summary>
    public string FromTop(double y) => Percent(Y(y));

    /// <summary>A curve through points.</summary>
    public string Line(IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points)
            Add(path, path.Length == 0 ? 'M' : 'L', x, y);
        return path.ToString();
    }

    /// <summary>A curve over an interval, closed down to a base line.</summary>
    public string Area(IEnumerable<(double X, double Y)> points, double ground)
    {
        List<(double X, double Y)> curve = [.. points];
        return Line([(curve[0].X, ground), .. curve, (curve[^1].X, ground)]) + "Z";
    }

    /// <summary>Points, drawn as round line caps so that they stay discs of one size however the picture is stretched.</summary>
    public string Dots(IEnumerable<(double X, double Y)> points)
    {
        var path = new StringBuilder();
        foreach (var (x, y) in points)
        {
            Add(path, 'M', x, y);
            path.Append("h.01");
        }
        return path.ToString();
    }

    /// <summary>Separate line segments.</summary>
    public string Segments(IEnumerable<((double X, double Y) From, (double X, double Y) To)> lines)
    {
        var path = new StringBuilder();
        foreach (var (from, to) in lines)
        {
            Add(path, 'M', from.X, from.Y);
            Add(path, 'L', to.X, to.Y);
        }
        return path.ToString();
    }

    /// <summary>Equally spaced numbers from the left edge to the right.</summary>
    public IEnumerable<double> Along(int count)
    {
        for (var i = 0; i < count; i++)
            yield return Left + (Right - Left) * i / (count - 1);
    }

    private double X(double x) => 1000 * (x - Left) / (Right - Left);

    private double Y(double y) => 1000 * (Top - y) / (Top - Bottom);

    private void Add(StringBuilder path, char command, double x, double y) =>
        path.Append(CultureInfo.InvariantCulture, $"{command}{X(x):0.##} {Y(y):0.##}");

    private static string Percent(double units) => string.Create(CultureInfo.InvariantCulture, $"{units / 10:0.###}%");
}
