namespace Elbo.Studio.Models;

/// <summary>Places of the examples on the map.</summary>
internal abstract class MapView
{
    /// <summary>The names of both axes; empty if they have none.</summary>
    public abstract IReadOnlyList<string> Axes { get; }

    /// <summary>The place of the mean of N(0, I), around which its deviations are circles; null if they are not.</summary>
    public abstract (double X, double Y)? Center { get; }

    /// <summary>The place of an example; NaN if it is not on the map.</summary>
    public abstract (double X, double Y) PointOf(int example);

    /// <summary>The place of any code.</summary>
    /// <param name="z">Shape [L].</param>
    public abstract (double X, double Y) Project(ReadOnlySpan<float> z);

    /// <summary>The code of a place, shape [L]; null if places without an example have none.</summary>
    public abstract float[]? Lift(double x, double y);

    /// <summary>Both radii of one standard deviation of an example's posterior, and the angle of the first; null if it is not an ellipse.</summary>
    public abstract (double Long, double Short, double Angle)? Ellipse(int example);

    /// <summary>A place that has a code, in words.</summary>
    public abstract string Words(double x, double y);
}
