using System.CommandLine;
using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo reconstruct</c>: examples, their codes and their reconstructions.</summary>
internal static class ReconstructVerb
{
    public const string Description = "Show examples, their codes and their reconstructions.";

    public static Command Create(Terminal terminal)
    {
        var count = FigureVerb.Number("--count", "Number of examples", 4, 1, 100);
        var first = CommonOptions.Value<int>("--first", "I", "The first example's index.", 0);
        var split = CommonOptions.Split();
        return FigureVerb.Create(terminal, "reconstruct", Description, [count, first, split], (parsed, run, cancellation) =>
        {
            var (start, name) = (parsed.GetValue(first), parsed.GetRequiredValue(split));
            var all = run.Pictures(name);
            // Only a number that was asked for can be too large.
            var n = parsed.Has(count) ? parsed.GetValue(count) : Math.Clamp(all.Count - start, 1, parsed.GetValue(count));
            var images = RunOpening.Examples(all, [.. Enumerable.Range(start, n)], parsed.Has(count) ? "--first and --count" : "--first");
            var codes = run.Model.Encode(images, cancellation);
            var figure = ReconstructionFigure.Render(
                ImageBatch.FromBytes(images.Shape, images.Pixels),
                codes,
                new ImageBatch(images.Shape, run.Model.Decode(codes.Mu, images.Conditions, cancellation)), n);
            return new($"reconstructions-{name}-{start}-{n}.png", figure, ("split", name), ("first", start), ("count", n));
        }).WithExamples("elbo reconstruct runs/mnist", "elbo reconstruct runs/mnist --split train --first 100 --count 8");
    }
}
