using System.CommandLine;
using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo interpolate</c>: interpolates between pairs of examples.</summary>
internal static class InterpolateVerb
{
    public const string Description = "Interpolate between the codes of two examples.";

    private const int MostPairs = 5;

    public static Command Create(Terminal terminal)
    {
        var from = CommonOptions.Indices("--from", "Indices of the first examples (0,1,2,3,4).", "I,I…");
        var to = CommonOptions.Indices("--to", "Indices of the last examples, one for each first (5,6,7,8,9).", "I,I…");
        var steps = FigureVerb.Number("--steps", "Decoded images along the path", 8, 2, 100);
        var split = CommonOptions.Split();
        var path = Choice.Option<InterpolationPath>("--path", "linear: a straight line; spherical: an arc, which keeps the distance from the origin (linear).");
        return FigureVerb.Create(terminal, "interpolate", Description, [from, to, steps, path, split], (parsed, run, cancellation) =>
        {
            var (name, n, along) = (parsed.GetRequiredValue(split), parsed.GetValue(steps), parsed.GetValue(path) ?? InterpolationPath.Linear);
            var images = run.Pictures(name);
            var (first, last) = Pairs(CommonOptions.Given(parsed, from), CommonOptions.Given(parsed, to), images.Count);
            var (sources, targets) = (RunOpening.Examples(images, first, "--from"), RunOpening.Examples(images, last, "--to"));
            var times = Interpolation.Times(n);
            var figure = InterpolationFigure.Render(
                ImageBatch.FromBytes(images.Shape, sources.Pixels), Interpolation.Decode(run.Model, sources, targets, times, along, cancellation),
                ImageBatch.FromBytes(images.Shape, targets.Pixels), times);
            return new(
                $"interpolation{(along == InterpolationPath.Linear ? "" : "-spherical")}-{name}-{string.Join('-', first)}-to-{string.Join('-', last)}.png",
                figure,
                ("split", name), ("from", Json.Array(first)), ("to", Json.Array(last)), ("steps", n), ("path", Json.Name(along)));
        }).WithExamples("elbo interpolate runs/mnist", "elbo interpolate runs/mnist --from 0,2 --to 1,4 --steps 12 --path spherical");
    }

    /// <summary>The first five examples and the next five; fewer in a small split.</summary>
    private static (int[] First, int[] Last) Pairs(int[]? first, int[]? last, int count)
    {
        if (count < 2 && (first ?? last) is null)
            throw new OptionsException([$"The split has {count} example, and interpolation needs two. Use --split train."]);
        var pairs = first?.Length ?? last?.Length ?? Math.Min(MostPairs, count / 2);
        return (first ?? [.. Enumerable.Range(0, pairs)], last ?? [.. Enumerable.Range(pairs, pairs)]);
    }
}
