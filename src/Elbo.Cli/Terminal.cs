using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Compute.Distributed;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Where a verb writes: results to <see cref="Out"/>, progress and words to <see cref="Words"/>.</summary>
/// <param name="Out">Standard output; with <c>--json</c> it gets one JSON document and nothing else.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsInteractive">True if a person watches: live screens are allowed.</param>
/// <param name="Width">Columns of the screen.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive, int Width = 100)
{
    /// <summary>Control characters are made visible in everything but the sequences of live screens, which go past these writers.</summary>
    public TextWriter Out { get; } = new VisibleWriter(Out);

    /// <inheritdoc cref="Out"/>
    public TextWriter Error { get; } = new VisibleWriter(Error);

    private readonly TextWriter screen = Out, errorScreen = Error;

    /// <summary>The terminal of a process for which another one reports.</summary>
    public static Terminal Silent { get; } = new(TextWriter.Null, TextWriter.Null, IsInteractive: false);

    public static Terminal OfThisProcess()
    {
        // mpirun provides a pseudo terminal. To one, .NET writes escape sequences, which would end up in files and pipes.
        if (Communicator.IsLaunched)
            Environment.SetEnvironmentVariable("TERM", "dumb");
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        return new(Console.Out, Console.Error, !Console.IsOutputRedirected && !Console.IsErrorRedirected && !Communicator.IsLaunched);
    }

    /// <summary>Prints a result: one JSON document, or a screen for a person.</summary>
    /// <returns>The exit code of a verb that is done.</returns>
    public int Show(bool json, Func<JsonNode> document, Action<IAnsiConsole> write)
    {
        if (json)
            Out.WriteLine(Json.Write(document()));
        else
            write(Words(json: false));
        return ExitCode.Done;
    }

    /// <inheritdoc cref="Show(bool, Func{JsonNode}, Action{IAnsiConsole})"/>
    public int Show(bool json, Outcome outcome) => Show(json, outcome.Document, outcome.Write);

    /// <summary>Warns on standard error; the work continues.</summary>
    public void Warn(string? warning)
    {
        if (warning is not null)
            Error.WriteLine($"elbo: warning: {VisibleText.Line(warning)}");
    }

    /// <summary>Tables and words for a person; with <c>--json</c> they go to standard error.</summary>
    public IAnsiConsole Words(bool json)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(json ? errorScreen : screen),
        });
        console.Pipeline.Attach(new VisibleRendering());
        if (!IsInteractive)
            console.Profile.Width = Width;
        return console;
    }
}

/// <summary>The result of a verb.</summary>
/// <param name="Document">The JSON document.</param>
/// <param name="Write">The screen.</param>
internal sealed record Outcome(Func<JsonNode> Document, Action<IAnsiConsole> Write);
