using Elbo.Compute.Distributed;
using Spectre.Console;

namespace Elbo.Cli;

/// <summary>Where a verb writes: results to <see cref="Out"/>, progress and words to <see cref="Words"/>.</summary>
/// <param name="Out">Standard output; with <c>--json</c> it gets one JSON document and nothing else.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsInteractive">True where a person watches: live screens are allowed.</param>
/// <param name="Width">Columns of the screen.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive, int Width = 100)
{
    /// <summary>Of a process that another one speaks for.</summary>
    public static Terminal Silent { get; } = new(TextWriter.Null, TextWriter.Null, IsInteractive: false);

    public static Terminal OfThisProcess()
    {
        // mpirun puts a pseudo terminal in the way. Where .NET finds one it writes the terminal's escape sequences, which would end up in files and pipes.
        if (Communicator.IsLaunched)
            Environment.SetEnvironmentVariable("TERM", "dumb");
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        return new(Console.Out, Console.Error, !Console.IsOutputRedirected && !Console.IsErrorRedirected && !Communicator.IsLaunched);
    }

    /// <summary>Says on standard error what a person should know, though the work goes on.</summary>
    public void Warn(string? warning)
    {
        if (warning is not null)
            Error.WriteLine($"elbo: warning: {warning}");
    }

    /// <summary>Tables and words for a person; with <c>--json</c> they go to standard error.</summary>
    public IAnsiConsole Words(bool json)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = IsInteractive ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(json ? Error : Out),
        });
        if (!IsInteractive)
            console.Profile.Width = Width;
        return console;
    }
}
