using Elbo.Analysis.Exploration;
using Elbo.Evaluation;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports.Figures;

/// <summary>Interpolations between pairs of examples: the source, the decoded steps on the line between the two codes, the target.</summary>
internal static class InterpolationFigure
{
    private const int Aside = 20;

    /// <summary>Draws one strip of images for each pair.</summary>
    /// <param name="sources">The examples at t = 0, shape [R, C, H, W].</param>
    /// <param name="steps">Decoded images, shape [R × T, C, H, W], strip by strip.</param>
    /// <param name="targets">The examples at t = 1, shape [R, C, H, W].</param>
    /// <param name="times">The T positions along the line, 0…1.</param>
    /// <param name="title">A short title; null for none.</param>
    /// <returns>A PNG.</returns>
    /// <exception cref="ArgumentException">There is no pair or no step, or the counts or shapes don't fit each other.</exception>
    public static byte[] Render(
        ImageBatch sources, ImageBatch steps, ImageBatch targets, IReadOnlyList<double> times, string? title = "Interpolations")
    {
        sources.Need(1, nameof(sources), "an interpolation needs at least 1");
        if (targets.Count != sources.Count || times.Count == 0 || steps.Count != sources.Count * times.Count)
            throw new ArgumentException(
                $"There are {sources.Count} sources, {targets.Count} targets, {times.Count} times and {steps.Count} steps; "
                + "give one target per source and one step for each source and time.",
                nameof(steps));
        if (targets.Shape != sources.Shape || steps.Shape != sources.Shape)
            throw new ArgumentException(
                $"Sources are {sources.Shape}, steps {steps.Shape}, targets {targets.Shape}; all must have the same shape.", nameof(steps));
        return new TileGrid(sources.Shape, sources.Count, times.Count + 2, (row, column) =>
            column == 0 ? sources[row] : column == times.Count + 1 ? targets[row] : steps[row * times.Count + column - 1])
        {
            Header = new(title, null),
            Target = 84,
            GapBefore = column => column == 1 || column == times.Count + 1 ? Aside : 0,
            ColumnCaptions = ["source", .. times.Select((t, i) => (i == 0 ? "t = " : "") + Numbers.Text(t, "0.0#")), "target"],
        }.Render();
    }
}
