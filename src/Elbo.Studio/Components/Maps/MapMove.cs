namespace Elbo.Studio.Components.Maps;

/// <summary>The overlay that the map draws after the pointer has moved.</summary>
/// <param name="Ellipse">Center, both radii and the angle of a posterior; null if no example is near.</param>
public sealed record MapMove(double[]? Ellipse);
