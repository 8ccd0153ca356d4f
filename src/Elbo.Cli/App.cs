using System.CommandLine;
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
        try
        {
            Plugins.Load(args);
        }
        catch (OptionsException e)
        {
            return Report(terminal, e, verbose: false);
        }
        var root = Commands(terminal, args);
        if (Suggestions.IsAsked(args))
        {
            foreach (var word in Suggestions.For(root, args))
                await terminal.Out.WriteLineAsync(word);
            return ExitCode.Done;
        }
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in UsageErrors.Of(parsed))
                await terminal.Error.WriteLineAsync($"elbo: {VisibleText.Line(error)}");
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
                // StopSignals handles it.
                ProcessTerminationTimeout = null,
            }, cancellation);
        }
        catch (Exception e)
        {
            return Report(terminal, e, verbose);
        }
    }

    /// <summary>The exit code of a failure.</summary>
    public static int CodeOf(Exception failure) => failure switch
    {
        OperationCanceledException => ExitCode.Cancelled,
        OptionsException => ExitCode.WrongUsage,
        _ => ExitCode.Failed,
    };

    /// <summary>Tells a person of a failure.</summary>
    /// <param name="terminal">Where.</param>
    /// <param name="failure">What a verb has thrown.</param>
    /// <param name="verbose">Whether the stack trace is wanted.</param>
    /// <param name="who">Which of several processes it was.</param>
    /// <returns>The exit code.</returns>
    public static int Report(Terminal terminal, Exception failure, bool verbose, string who = "")
    {
        IReadOnlyList<string> lines = failure switch
        {
            OperationCanceledException => ["stopped."],
            _ when verbose => [failure.ToString()],
            OptionsException options => options.Faults,
            ElboException or IOException or UnauthorizedAccessException => [failure.Message],
            _ =>
            [
                $"unexpected failure: {failure.Message.ReplaceLineEndings(" ")} "
                + "This is a fault in Elbo: run again with --verbose and report what it prints.",
            ],
        };
        foreach (var line in lines)
            terminal.Error.WriteLine($"elbo: {who}{(verbose ? line : VisibleText.Line(line))}");
        return CodeOf(failure);
    }

    private static Command Commands(Terminal terminal, string[] args)
    {
        var root = new Command("elbo", "Train, judge, explore and ship variational autoencoders (VAEs).");
        foreach (var verb in VerbList.Of(terminal, args))
            root.Subcommands.Add(verb);
        root.Options.Add(CommonOptions.Verbose);
        root.Options.Add(CommonOptions.Plugin);
        root.Options.Add(new VersionOption { Description = "Show the version.", Action = new NameAndVersion() });
        HelpAction.Install(root, terminal.IsInteractive ? Math.Clamp(Console.WindowWidth, 60, 100) : 80);
        return root;
    }
}
