using System.Runtime.InteropServices;

namespace Elbo.Cli;

/// <summary>
/// SIGINT (Ctrl-C), SIGTERM, and SIGHUP (the terminal is closed). The first asks the verb at hand to stop, which a training does after its step and with
/// a checkpoint; a second of the same kind ends the process at once; of another kind it changes nothing, since the studio sends SIGTERM to a training
/// that the same Ctrl-C has reached. Files are replaced whole or not at all, so that nothing is lost then but the steps since the last checkpoint.
/// </summary>
internal sealed partial class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int code;

    public StopSignals() => registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The exit code of a verb that was stopped: 128 and the signal's number.</summary>
    /// <param name="exit">What the verb returned.</param>
    public int Apply(int exit) => exit == ExitCode.Cancelled && code != 0 ? code : exit;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        var asked = context.Signal switch
        {
            PosixSignal.SIGTERM => ExitCode.Terminated,
            PosixSignal.SIGHUP => ExitCode.HungUp,
            _ => ExitCode.Cancelled,
        };
        var before = Interlocked.CompareExchange(ref code, asked, 0);
        if (before == 0)
            _ = source.CancelAsync();
        else if (before == asked)
            EndNow(asked);
    }

    private static void EndNow(int code)
    {
        // A progress line hides the cursor.
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\e[?25h");
        // Not Environment.Exit: it waits for libraries to clean up while training threads still use them.
        if (OperatingSystem.IsWindows())
            Environment.Exit(code);
        else
            Exit(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void Exit(int code);
}
