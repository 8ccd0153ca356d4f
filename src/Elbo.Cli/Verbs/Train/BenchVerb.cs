using System.CommandLine;
using Elbo.Bench;
using Elbo.Cli.Screens;
using Elbo.Data;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo bench</c>: how fast this machine trains and uses VAEs.</summary>
internal static class BenchVerb
{
    public const string Description = "Measure how fast this machine trains and uses VAEs; nothing else should run meanwhile.";

    private const string Mnist = "mnist";

    public static Command Create(Terminal terminal)
    {
        var only = new Option<BenchParts?>("--only")
        {
            Description = "Parts to measure, with commas between them (all).",
            HelpName = "steps|bounds|scaling|inference|data|start",
            CustomParser = result => BenchPartNames.Parse(result),
        };
        var rounds = CommonOptions.Value<int>("--rounds", "N", "Rounds, in each of which every engine has one turn (5; with --quick 2).");
        var threads = CommonOptions.Value<int>("--threads", "T", "Threads of the engines and of libtorch (one per core).");
        var quick = new Option<bool>("--quick") { Description = "A quick benchmark: short turns, fewer points." };
        var output = new Option<string?>("--out")
        {
            Description = "Also write bench.json, bench.md and bench.png (into bench/results/PROCESSOR).",
            HelpName = "FOLDER",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var compare = new Option<string?>("--compare")
        {
            Description = "Also show how many times as fast everything is as in an earlier bench.json of this processor.",
            HelpName = "FILE",
        };
        // The child process of --only start; internal.
        var firstStep = new Option<bool>("--first-step") { Hidden = true };
        var (force, json) = (CommonOptions.Force(), CommonOptions.Json());
        var command = new Command("bench", Description)
        {
            only, rounds, threads, quick, output, compare, force, json, firstStep,
        };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(firstStep))
                terminal.Out.WriteLine(FirstStep.Run(Mnist));
            else
            {
                var options = new BenchOptions
                {
                    Parts = parsed.GetValue(only) ?? BenchParts.All,
                    Rounds = parsed.GetValue(rounds),
                    Threads = parsed.GetValue(threads),
                    Quick = parsed.GetValue(quick),
                };
                var folder = parsed.GetResult(output) is null ? null : BenchFolder.Choose(parsed.GetValue(output), parsed.GetValue(force));
                var earlier = parsed.GetValue(compare) is { } file ? BenchComparison.Read(file) : null;
                Run(terminal, options, folder, earlier, parsed.GetValue(json), cancellation);
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo bench --quick",
            "elbo bench --only steps --rounds 9",
            "elbo bench --compare bench/results/my-machine/bench.json",
            "elbo bench --out bench/results/my-machine --json");
    }

    private static void Run(Terminal terminal, BenchOptions options, BenchFolder? folder, BenchComparison? earlier, bool json, CancellationToken cancellation)
    {
        options.Validate();
        var report = Benchmark.Run(
            options, Datasets.Load(Mnist), () => FirstStepProcess.Run(cancellation), new Lines(terminal.Error), cancellation: cancellation);
        folder?.Write(report);
        if (json)
            terminal.Out.WriteLine(report.ToJson());
        else
            BenchView.Write(terminal.Words(json: false), report, folder?.Path, earlier?.Table(report));
    }

    /// <summary>Prints the name of each measurement immediately; <see cref="Progress{T}"/> would be late.</summary>
    private sealed class Lines(TextWriter writer) : IProgress<string>
    {
        public void Report(string value) => writer.WriteLine(value);
    }
}
