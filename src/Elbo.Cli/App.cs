using System.CommandLine;
using System.CommandLine.Help;
using Elbo.Cli.Verbs;

namespace Elbo.Cli;

/// <summary>The <c>elbo</c> program: parses, runs a verb, and turns every failure into one clear message and an exit code.</summary>
internal static class App
{
    /// <param name="args">The command line.</param>
    /// <param name="terminal">Where verbs write.</param>
    /// <param name="cancellation">Asks the verb to stop.</param>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation = default)
    {
        var parsed = Commands(terminal).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in UsageErrors.Of(parsed))
                await terminal.Error.WriteLineAsync($"elbo: {error}");
            await terminal.Error.WriteLineAsync($"See: {UsageErrors.CommandPath(parsed)} --help");
            return ExitCode.WrongUsage;
        }

        var verbose = parsed.GetValue(CommonOptions.Verbose);
        try
        {
            return await parsed.InvokeAsync(new()
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                // StopSignals sees to that.
                ProcessTerminationTimeout = null,
            }, cancellation);
        }
        catch (OperationCanceledException)
        {
            await terminal.Error.WriteLineAsync("elbo: stopped.");
            return ExitCode.Cancelled;
        }
        catch (OptionsException e)
        {
            return Fail(terminal, e, verbose, ExitCode.WrongUsage);
        }
        catch (Exception e) when (e is ElboException or IOException or UnauthorizedAccessException)
        {
            return Fail(terminal, e, verbose, ExitCode.Failed);
        }
        catch (Exception e)
        {
            await terminal.Error.WriteLineAsync(verbose
                ? $"elbo: {e}"
                : $"elbo: unexpected failure: {e.Message.ReplaceLineEndings(" ")} This is a fault in Elbo: run again with --verbose and report what it prints.");
            return ExitCode.Failed;
        }
    }

    private static Command Commands(Terminal terminal)
    {
        var root = new Command("elbo", "Train, judge, explore and ship variational autoencoders (VAEs).")
        {
            TrainVerb.Create(terminal),
            EvaluateVerb.Create(terminal),
            ReproduceVerb.Create(terminal),
            CompareVerb.Create(terminal),
            SampleVerb.Create(terminal),
            ReconstructVerb.Create(terminal),
            ManifoldVerb.Create(terminal),
            InterpolateVerb.Create(terminal),
            TraverseVerb.Create(terminal),
            ImputeVerb.Create(terminal),
            EncodeVerb.Create(terminal),
            DecodeVerb.Create(terminal),
            ScoreVerb.Create(terminal),
            DenoiseVerb.Create(terminal),
            ReportVerb.Create(terminal),
            ImportVerb.Create(terminal),
            ExportVerb.Create(terminal),
            StudioVerb.Create(terminal),
            DataVerb.Create(terminal),
            RecipesVerb.Create(terminal),
            BenchVerb.Create(terminal),
            DoctorVerb.Create(terminal),
        };
        root.Options.Add(CommonOptions.Verbose);
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption { Action = new NameAndVersion() });
        HelpExamples.Install(root);
        return root;
    }

    private static int Fail(Terminal terminal, Exception failure, bool verbose, int code)
    {
        foreach (var line in verbose ? [failure.ToString()] : (failure as OptionsException)?.Faults ?? [failure.Message])
            terminal.Error.WriteLine($"elbo: {line}");
        return code;
    }
}
