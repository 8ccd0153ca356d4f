namespace Elbo.Studio.Components.Maps;

/// <summary>Shows what is under the pointer on the map.</summary>
public interface IMapGlance
{
    /// <summary>Shows an example.</summary>
    /// <param name="example">The example.</param>
    /// <param name="hasEllipse">Whether the map shows its posterior as an ellipse.</param>
    Task ShowExampleAsync(int example, bool hasEllipse);

    /// <summary>Shows what an empty place decodes to.</summary>
    /// <param name="z">Its code, shape [L].</param>
    /// <param name="words">The place in words.</param>
    Task ShowPlaceAsync(float[] z, string words);

    /// <summary>Shows nothing.</summary>
    void Clear();
}
