using System.CommandLine;
using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo manifold</c>: the decoded grid over two latent dimensions.</summary>
internal static class ManifoldVerb
{
    public const string Description = "Decode a grid over two latent dimensions at the prior's quantiles.";

    public static Command Create(Terminal terminal)
    {
        var size = FigureVerb.Number("--size", "Images along each side", 20, 2, 100);
        var dims = CommonOptions.Indices("--dims", "The two latent dimensions, such as 0,1 (the most informative ones).", "I,J");
        return FigureVerb.Create(terminal, "manifold", Description, [size, dims], (parsed, run, cancellation) =>
        {
            var (n, plane) = (parsed.GetValue(size), Plane(run, CommonOptions.Given(parsed, dims)));
            var (x, y) = (LatentAxis.NormalQuantiles(plane.Horizontal, n), LatentAxis.NormalQuantiles(plane.Vertical, n));
            var figure = ManifoldFigure.Render(Manifold.Decode(run.Model, x, y, cancellation), x, y);
            return new(
                $"manifold-{n}-z{plane.Horizontal}-z{plane.Vertical}.png", figure,
                ("size", n), ("horizontal", plane.Horizontal), ("vertical", plane.Vertical));
        }).WithExamples("elbo manifold runs/seed-manifold", "elbo manifold runs/mnist --dims 3,7 --size 30 --out plane.png");
    }

    private static (int Horizontal, int Vertical) Plane(OpenRun run, int[]? chosen)
    {
        if (chosen is null)
            return run.Ranking.Plane;
        var latents = run.Model.Options.Latents;
        if (chosen.Length != 2 || chosen.Any(d => d < 0 || d >= latents))
            throw new OptionsException([
                $"--dims was {string.Join(',', chosen)}; it must be two dimensions from 0 to {latents - 1}. Use --dims 0,{Math.Min(1, latents - 1)}."]);
        return (chosen[0], chosen[1]);
    }
}
