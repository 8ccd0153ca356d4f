using Elbo.Analysis.Imputation;
using Elbo.Cli.Screens;

namespace Elbo.Cli.Verbs;

/// <summary>The options of <c>elbo impute</c>.</summary>
/// <param name="Output">The file or folder to write.</param>
/// <param name="Options">How values are found.</param>
/// <param name="Draws">Draws of each missing value; null for means.</param>
/// <param name="Force">True replaces files.</param>
internal sealed record ImputeRequest(string Output, ImputationOptions Options, int? Draws, bool Force)
{
    /// <summary>A picture of the missing pixels.</summary>
    public string? Mask { get; init; }

    /// <summary>Rectangles of missing pixels; empty for none.</summary>
    public IReadOnlyList<PixelRegion> Regions { get; init; } = [];

    /// <summary>The value of missing pixels.</summary>
    public double? MissingValue { get; init; }

    /// <summary>The contact sheet; null for a name in the run's figures.</summary>
    public string? Sheet { get; init; }

    /// <summary>The requested draws, one after the other.</summary>
    /// <param name="progress">Shows how far each is.</param>
    /// <param name="examples">The number of examples.</param>
    /// <param name="draw">Makes one, given its number from 0.</param>
    public IEnumerable<T> Drawn<T>(EvaluateProgress progress, int examples, Func<int, IProgress<int>, T> draw) =>
        Enumerable.Range(0, Draws ?? 0).Select(number => progress.Watch(
            FormattableString.Invariant($"draw {number + 1} of {Draws}"), share => draw(number, new ExampleShare(share, examples))));
}
