using System.Globalization;
using Elbo.Analysis.Comparison;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Files;
using Elbo.Runs;

namespace Elbo.Reports.Comparison;

/// <summary>A comparison of runs as a single, self-contained page.</summary>
internal static class ComparisonReport
{
    private const int MostFigureBytes = 64 << 20;

    private static readonly (string File, string Title)[] Shown = [("reconstructions.png", "reconstructions"), ("samples.png", "samples")];

    /// <param name="comparison">The runs.</param>
    /// <param name="command">The command that recreates the page; null for none.</param>
    /// <returns>An HTML document, to be saved as UTF-8.</returns>
    /// <exception cref="OptionsException">A group has more runs than a figure has colours.</exception>
    public static string Render(RunComparison comparison, string? command = null)
    {
        ComparedRun[] runs = [.. comparison.Groups.SelectMany(group => group.Runs)];
        var findings = runs.SelectMany(run => run.Manifest.Findings.Select(finding => finding with { Title = $"{comparison.Name(run)}: {finding.Title}" }));
        return HtmlReport.Render(new()
        {
            Title = $"{runs.Length} runs compared",
            Verdict = new(Severity.Info, Verdict(comparison)) { Badge = comparison.Reason is null ? "Ranked" : "Not ranked" },
            Groups = [.. comparison.Groups.Select(group => Table(comparison, group))],
            Findings = [.. findings.OrderByDescending(finding => finding.Severity)],
            Figures = [Curves(comparison), .. Figures(comparison, runs)],
            FactsHeading = "The runs",
            Facts = [.. runs.Select(run => Facts(comparison, run))],
            Command = command,
        });
    }

    private static string Verdict(RunComparison comparison)
    {
        if (comparison.Reason is { } reason)
            return reason;
        var finite = comparison.Groups[0].Runs.Where(run => double.IsFinite(run.Manifest.Test!.NegElbo));
        ComparedRun[] ranked = [.. finite.OrderBy(run => run.Manifest.Test!.NegElbo)];
        if (ranked.Length < 2)
            return "Fewer than two runs have a finite test −ELBO, so there is nothing to rank.";
        var (best, next) = (ranked[0].Manifest.Test!, ranked[1].Manifest.Test!);
        var gap = next.NegElbo - best.NegElbo;
        var lowest = Text($"{comparison.Name(ranked[0])} has the lowest test −ELBO, {best.NegElbo:F2} nats per example, ")
            + Text($"{gap:F2} below {comparison.Name(ranked[1])}");
        if (best.StandardError is not { } a || next.StandardError is not { } b)
            return $"{lowest}.";
        var error = Math.Sqrt(a * a + b * b);
        var relation = gap > 2 * error ? "more" : "less";
        return Text($"{lowest}; that is {relation} than twice {error:F2}, the standard error of the difference if the runs had different test ")
            + "examples; on the same ones, as here, it is usually smaller.";
    }

    private static ReportGroup Table(RunComparison comparison, ComparisonGroup group)
    {
        const string Nats = "nats";
        return new(
            group.Protocol.Describe(), $"Each run with its kept weights ({ComparedRun.KeptWeights}), nats per example, "
                + "± the standard error over the test examples; lower is better.",
            new(
                [
                    new("run"), new("test −ELBO", Nats), new("distortion", Nats), new("rate", Nats), new("active latents"), new("epochs"), new("time", "s"),
                    .. Options(comparison, group).Select(option => new ReportColumn(option)),
                ],
                [
                    .. group.Runs.Select(run => (IReadOnlyList<string>)
                    [
                        comparison.Name(run) + (run == group.Best ? " (lowest)" : ""),
                        Text($"{run.Manifest.Test!.NegElbo:F2} ± {run.Manifest.Test.StandardError:F2}"),
                        Text($"{run.Manifest.Test.Distortion:F2}"), Text($"{run.Manifest.Test.Rate:F2}"),
                        Text($"{run.Manifest.Test.ActiveLatents} of {run.Manifest.Model.Latents}"),
                        Text($"{run.Manifest.EpochsDone}"), Text($"{run.Manifest.Seconds:F0}"),
                        .. Options(comparison, group).Select(option => comparison.Differences[run.Path][option]),
                    ]),
                ]));
    }

    private static IEnumerable<string> Options(RunComparison comparison, ComparisonGroup group) =>
        comparison.Differences[group.Runs[0].Path].Keys.Where(option => option != "epochs"); // epochs have their own column

    private static ReportFigure Curves(RunComparison comparison) => ReportFigure.Drawn(
        "Test −ELBO over training", "Nats per example, lower is better; one panel for each set of runs that can be ranked.",
        $"Line charts of the test −ELBO of {comparison.Groups.Sum(group => group.Runs.Count)} runs over their epochs, in {comparison.Groups.Count} panels.",
        () => ComparisonFigure.Render(comparison, null));

    private static IEnumerable<ReportFigure> Figures(RunComparison comparison, IEnumerable<ComparedRun> runs)
    {
        foreach (var run in runs)
            foreach (var (file, title) in Shown)
            {
                var folder = RunFolder.Open(run.Path);
                if (Read(Path.Combine(folder.FiguresPath, file)) is { } png)
                    yield return new($"{comparison.Name(run)}: {title}", comparison.Describe(run), $"The {title} of the run {comparison.Name(run)}.", png)
                    {
                        Dark = Read(DarkFigures.PathOf(folder, file)),
                    };
            }
    }

    private static byte[]? Read(string path) => File.Exists(path) ? RunFolder.Guard(path, () => RegularFile.ReadAll(path, MostFigureBytes)) : null;

    private static ReportFacts Facts(RunComparison comparison, ComparedRun run) => new(comparison.Name(run),
    [
        ("folder", run.Path), ("network", run.Manifest.Model.Describe()), ("objective", run.Objective), ("likelihood", run.Manifest.DescribeLikelihood()),
        ("started", run.Manifest.Started.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ("processor", Text($"{run.Manifest.Machine.Cpu}, {run.Manifest.Machine.Threads} threads")),
        .. run.Manifest.Command is { } command ? [("command", command.AsTyped())] : Array.Empty<(string, string)>(),
    ]);

    private static string Text(FormattableString text) => text.ToString(Elbo.Evaluation.Numbers.Culture);
}
