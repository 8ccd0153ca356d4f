using System.CommandLine;
using Elbo.Analysis.Exploration;
using Elbo.Reports.Figures;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo sample</c>: decodes codes drawn from the prior.</summary>
internal static class SampleVerb
{
    private const int UsualCount = 64, UsualPerClass = 10;

    public static Command Create(Terminal terminal)
    {
        var count = FigureVerb.Number("--count", "Number of images; of a run on classes without --given, of each class", UsualCount, 1, 10_000);
        var seed = CommonOptions.Value<ulong>("--seed", "S", "The seed of the codes.", 0);
        return FigureVerb.Create(terminal, "sample", "Draw codes from the prior and decode them: a grid of new images.", [count, seed], (parsed, run, _) =>
        {
            var (n, s) = (parsed.GetValue(count), parsed.GetValue(seed));
            if (run.Model is { IsFixed: false, Condition.Classes: { } classes })
                return OfClasses(run, classes.Name, parsed.Has(count) ? n : UsualPerClass, s);
            var images = new ImageBatch(run.Model.Options.Shape, run.Model.Sample(n, s));
            return new($"samples-{n}-seed-{s}.png", ImageGrid.Render(images, title: "Samples from the prior"), ("count", n), ("seed", s));
        }, readsData: false).WithExamples(
            "elbo sample runs/mnist",
            "elbo sample runs/mnist --count 100 --seed 7 --out samples.png",
            "elbo sample runs/digits --given label=3 --out threes.png");
    }

    /// <summary>One row per class.</summary>
    private static FigureVerb.Drawing OfClasses(OpenRun run, string name, int perClass, ulong seed)
    {
        string[] shown = [.. run.Model.Condition!.ShownClasses.Select(c => c.Name)];
        var figure = ImageGrid.Draw(Styles.Sample(run.Model, perClass, seed), new()
        {
            Columns = perClass, TileSize = 84, RowCaptions = shown, Title = $"Samples given {name}",
        });
        return new($"samples-each-{name}-{perClass}-seed-{seed}.png", figure, ("count", perClass), ("seed", seed), ("classes", Json.Strings(shown)));
    }
}
