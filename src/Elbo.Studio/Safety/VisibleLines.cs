using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.JSInterop;

namespace Elbo.Studio.Safety;

/// <summary>Writes each log entry in one line. It may quote what a visitor sent, so characters that would control the terminal are escaped.</summary>
internal sealed class VisibleLines() : ConsoleFormatter(FormatterName)
{
    /// <summary>The name by which the console finds it.</summary>
    public const string FormatterName = "visible-lines";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // Closing a page while it loads is not an error.
        if (logEntry.Exception is JSDisconnectedException)
            return;
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var entry = $"{(logEntry.LogLevel == LogLevel.Critical ? "crit" : "fail")}: {logEntry.Category}[{logEntry.EventId.Id}] {message} {logEntry.Exception}";
        textWriter.WriteLine(VisibleText.Line(entry.TrimEnd().ReplaceLineEndings(" ")));
    }
}
