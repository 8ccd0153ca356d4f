using Elbo.Analysis.Imputation;

namespace Elbo.Cli.Verbs;

/// <summary>What <c>elbo impute</c> is asked for.</summary>
/// <param name="Output">The file or folder to write.</param>
/// <param name="Options">How values are found.</param>
/// <param name="Draws">Draws of each missing value; null for means.</param>
/// <param name="Force">True replaces files.</param>
/// <param name="Json">True prints JSON.</param>
internal sealed record ImputeRequest(string Output, ImputationOptions Options, int? Draws, bool Force, bool Json)
{
    /// <summary>A picture of the missing pixels.</summary>
    public string? Mask { get; init; }

    /// <summary>Rectangles of missing pixels; empty for none.</summary>
    public IReadOnlyList<PixelRegion> Regions { get; init; } = [];

    /// <summary>The value of missing pixels.</summary>
    public double? MissingValue { get; init; }

    /// <summary>The contact sheet; null for a name in the run's figures.</summary>
    public string? Sheet { get; init; }

    /// <summary>Options that were given and have no meaning for the rows of a table.</summary>
    public IReadOnlyList<string> ForImages { get; init; } = [];
}
