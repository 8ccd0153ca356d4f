using System.Globalization;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Training;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>The screen of a training: one line per epoch and, on a terminal, a progress bar below it.</summary>
/// <param name="console">The console.</param>
/// <param name="live">Whether a progress bar may be drawn.</param>
/// <param name="manifest">The run at its start.</param>
/// <param name="parts">The parts of the model.</param>
/// <param name="folder">The run's folder.</param>
internal sealed class TrainScreen(IAnsiConsole console, bool live, RunManifest manifest, IReadOnlyList<ModuleSummary> parts, RunFolder folder)
{
    // Both fit 80 columns, like the rows below them.
    private const string Heading = "epoch  train −ELBO  test −ELBO  distortion    rate  active  examples/s     time";
    private const string ClassesHeading = "epoch  objective  train −ELBO  test −ELBO  distortion    rate  accuracy     time";
    private const string ObjectiveHeading = "epoch  objective  train −ELBO  test −ELBO  distortion    rate  active     time";

    public TrainedVae Watch(Func<IProgress<TrainingProgress>, TrainedVae> train)
    {
        WriteHeader();
        if (!live)
            return train(new EpochLines(console, null, folder.Root));

        TrainedVae? model = null;
        var width = console.Profile.Width;
        console.Live(Text.Empty).AutoClear(true)
            .Start(context => model = train(new EpochLines(console, new ProgressLine(context, width, TimeProvider.System), folder.Root)));
        return model!;
    }

    public void Finish(RunManifest ended)
    {
        var test = ended.Test!;
        console.WriteLine();
        if (ended.Stopped is { } reason)
            console.WriteLine(Minus.True($"Stopped early after epoch {ended.EpochsDone} of {ended.Training.Epochs}. {reason}"));
        console.WriteLine(Minus.True($"test −ELBO {test.NegElbo:F2} ± {test.StandardError:F2} nats per {ended.Schema.Noun} = ")
            + Minus.True($"distortion {test.Distortion:F2} + rate {test.Rate:F2}"));
        if (test.Accuracy is { } accuracy)
            console.WriteLine(Invariant($"test accuracy {accuracy:P2}, by q(y given x)"));
        if (test.BitsPerDimension is { } bits)
            console.WriteLine(Minus.True($"{bits:F3} bits per dimension"));
        console.WriteLine(Invariant(
            $"likelihood {ended.DescribeLikelihood()}{ended.Schema.TargetClause(ended.Training.Binarization)}, {ended.Data.TestCount:N0} test ")
            + (ended.Schema.ArePictures ? "examples" : ended.Schema.Examples));
        if (Sparkline.Of(folder.ReadMetrics(), ended.Training.Validation > 0 ? "validation" : "test", ended.BestEpoch) is { } curve)
            console.WriteLine(curve);
        var judged = ended.Training.Validation > 0 ? "validation" : "test";
        console.WriteLine(Invariant(
            $"* lowest {judged} objective until then; weights of epoch {ended.BestEpoch}, {test.ActiveLatents} of {ended.Model.Latents} latents active"));
        FindingsView.Write(console, ended.Findings, folder.Root);
        console.WriteLine();
        console.WriteLine(Invariant($"{Duration(ended.Seconds)} for {Count(ended.EpochsDone, "epoch")}"));
        console.WriteUnbroken($"Weights  {Path.GetFullPath(folder.WeightsPath)}");
        console.WriteUnbroken($"Report   {Path.GetFullPath(folder.ReportPath)}");
    }

    private void WriteHeader()
    {
        var (data, model, training) = (manifest.Data, manifest.Model, manifest.Training);
        var validation = data.ValidationCount > 0 ? Invariant($"{data.ValidationCount:N0} validation, ") : "";
        console.WriteLine(Invariant($"{data.Name}: {data.TrainCount:N0} training, {validation}{data.TestCount:N0} test {manifest.Schema.SizedExamples}"));
        console.WriteLine(
            $"{model.Describe()}, {Json.Name(model.Activation)}, likelihood {model.Likelihood.Describe()}"
            + manifest.Schema.TargetClause(training.Binarization));
        var beta = training.Objective.IsElbo ? training.BetaSchedule.Describe() + ", " : "";
        var precision = training.Precision == Precision.Bf16 ? ", bf16 products" : "";
        console.WriteLine(Invariant($"{training.DescribeOptimizer()}, batch {training.Batch}, {Count(training.Epochs, "epoch")}, {beta}")
            + Invariant($"seed {training.Seed}, {training.Device}{precision}, {Count(manifest.Machine.Threads, "thread")}"));
        if (training.Objective != new EvidenceLowerBound())
            console.WriteLine($"objective {training.Objective.Describe()}");
        if (manifest.Engine is { } engine)
            console.WriteLine(Invariant($"{parts.Sum(part => part.Parameters):N0} weights, {engine.Name} engine ({engine.Reason})"));
        if (training.Reduction == Reduction.Mean)
            console.WriteLine(
                "Reduction mean is a teaching aid: the distortion is averaged over the pixels, and the posterior will collapse.", new Style(Color.Yellow));
        console.WriteLine();
        if (!model.Net.DescribesSizes)
        {
            ModuleTable.Write(console, parts);
            console.WriteLine();
        }
        console.WriteLine(training.Objective.IsElbo ? Heading : model.Classes > 0 ? ClassesHeading : ObjectiveHeading, new Style(decoration: Decoration.Bold));
    }

    private static string Count(int number, string what) => Invariant($"{number} {what}{(number == 1 ? "" : "s")}");

    internal static string Duration(double seconds) => seconds < 60
        ? Invariant($"{seconds:F1} s")
        : TimeSpan.FromSeconds(seconds).ToString(seconds < 3600 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a line when an epoch is done; passes every other report to the progress bar, if there is one.</summary>
    internal sealed class EpochLines(IAnsiConsole console, ProgressLine? bar, string run) : IProgress<TrainingProgress>
    {
        private const int MostRows = 60;

        public void Report(TrainingProgress value)
        {
            if (value.Incident is { } incident)
            {
                foreach (var line in Wrapping.Lines(incident, console.Profile.Width - 8))
                    Line($"       {line}", FindingsView.Style(Severity.Warning));
                return;
            }
            if (value.Note is { } note)
            {
                Line($"       {note}", Style.Plain);
                return;
            }
            if (value.Completed is { } done)
            {
                if (IsShown(done.Epoch, value.Epochs) || done.News.Count > 0)
                    Line(Row(done), Style.Plain);
                foreach (var finding in done.News)
                {
                    Line($"       {finding.Severity}: {finding.Title}", FindingsView.Style(finding.Severity));
                    foreach (var line in Wrapping.Lines(finding.RemedyFor(run), console.Profile.Width - 8))
                        Line($"       {line}", Style.Plain);
                }
            }
            bar?.Show(value);
        }

        /// <summary>True if an epoch gets a row. Long runs show the first ten, then every second, fifth, tenth … and the last.</summary>
        internal static bool IsShown(int epoch, int epochs) => epochs <= MostRows || epoch <= 10 || epoch == epochs || epoch % Step(epochs) == 0;

        private static int Step(int epochs) => ((int[])[2, 5, 10, 20, 50, 100, 200, 500, 1000]).First(step => epochs / step <= MostRows || step == 1000);

        // The line overwrites the progress line; the end of a longer one would remain.
        private void Line(string text, Style style) => console.WriteLine(bar is null ? text : text.PadRight(console.Profile.Width - 1), style);

        /// <summary>The epoch, with a star if none before it had a lower objective on the validation split or, without one, the test split.</summary>
        private static string Numbered(EpochSummary done) => Invariant($"{done.Epoch,5}{(done.Rise is null ? '*' : ' ')}");

        private static string Row(EpochSummary done)
        {
            var (train, test) = (done.Train, done.Test);
            var last = test.Accuracy is { } accuracy ? Minus.True($"{accuracy,8:P2}") : Minus.True($"{test.ActiveLatents,6}");
            var measured = Minus.True($"{test.NegElbo,10:F2}  {test.Distortion,10:F2}  {test.Rate,6:F2}  ") + last;
            var time = Duration(done.TrainSeconds + done.EvaluationSeconds);
            return done.Objective is { } objective
                ? Minus.True($"{Numbered(done)} {objective,9:F2}  {train.NegElbo,11:F2}  {measured}  {time,7}")
                : Minus.True($"{Numbered(done)} {train.NegElbo,11:F2}  {measured}  {done.ExamplesPerSecond,10:N0}  {time,7}");
        }
    }
}
