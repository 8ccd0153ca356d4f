using System.CommandLine;
using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo traverse</c>: moves one latent dimension at a time.</summary>
internal static class TraverseVerb
{
    public const string Description = "Move one latent dimension from −3 to 3 while the others stay fixed.";

    public static Command Create(Terminal terminal)
    {
        var dims = CommonOptions.Indices(
            "--dims",
            "The latent dimensions that move (the ten with the highest rate, or with the widest posterior means if the prior has no rate per dimension).",
            "I,I…");
        var example = CommonOptions.Value<int>("--from", "I", "The example whose code is moved; −1 starts at the prior's mean.", 0);
        var steps = FigureVerb.Number("--steps", "Images in a row", 11, 2, 100);
        var split = CommonOptions.Split();
        return FigureVerb.Create(terminal, "traverse", Description, [dims, example, steps, split], (parsed, run, cancellation) =>
        {
            var (n, index, name, latents) = (parsed.GetValue(steps), parsed.GetValue(example), parsed.GetRequiredValue(split), run.Model.Options.Latents);
            var moved = CommonOptions.Given(parsed, dims) ?? [.. run.Ranking.Order.Take(10)];
            if (moved.Any(d => d < 0 || d >= latents))
                throw new OptionsException([$"--dims was {string.Join(',', moved)}; dimensions go from 0 to {latents - 1}."]);
            var start = index == -1 ? null : RunOpening.Examples(run.Pictures(name), [index], "--from");
            var code = start is null ? new float[latents] : run.Model.Encode(start, cancellation).MuOf(0);
            var values = Traversal.Values(3, n);
            var figure = TraversalFigure.Render(
                Traversal.Decode(run.Model, code, moved, values, start?.Conditions, cancellation),
                [.. moved.Select(d => new TraversalRow(d, run.Ranking.Rates?[d]))], values);
            return new(
                $"traversal-{name}-{index}-z{string.Join('-', moved)}.png", figure,
                ("split", name), ("from", index), ("dims", Json.Array(moved)), ("steps", n));
        }).WithExamples("elbo traverse runs/mnist", "elbo traverse runs/mnist --dims 4,11 --from 7 --steps 15");
    }
}
