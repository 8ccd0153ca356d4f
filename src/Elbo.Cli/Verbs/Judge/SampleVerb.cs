using System.CommandLine;
using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo sample</c>: decodes codes drawn from the prior.</summary>
internal static class SampleVerb
{
    public static Command Create(Terminal terminal)
    {
        var count = FigureVerb.Number("--count", "Number of images", 64, 1, 10_000);
        var seed = CommonOptions.Value<ulong>("--seed", "S", "The seed of the codes.", 0);
        return FigureVerb.Create(terminal, "sample", "Draw codes from the prior and decode them: a grid of new images.", [count, seed], (parsed, run, _) =>
        {
            var (n, s) = (parsed.GetValue(count), parsed.GetValue(seed));
            var images = new ImageBatch(run.Model.Options.Shape, run.Model.Sample(n, s));
            return new($"samples-{n}-seed-{s}.png", ImageGrid.Render(images, title: "Samples from the prior"), ("count", n), ("seed", s));
        }, readsData: false).WithExamples("elbo sample runs/mnist", "elbo sample runs/mnist --count 100 --seed 7 --out samples.png");
    }
}
