using System.Diagnostics;

namespace Elbo.Studio.Training;

/// <summary>A training started by the studio: a child process of the same program.</summary>
internal sealed class TrainProcess : IDisposable
{
    private const int MostLines = 40;
    private readonly Process process;
    private readonly Queue<string> lines = new();
    private readonly Lock gate = new();

    private TrainProcess(string run, Process process) => (Run, this.process) = (run, process);

    /// <summary>The run's name.</summary>
    public string Run { get; }

    /// <summary>True after it was asked to stop.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Null while it runs.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>The last lines of its output.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    /// <summary>Its error message; empty if it has not failed.</summary>
    public string Failure => ExitCode is not (null or 0 or 130 or 143)
        ? string.Join(' ', Output.Where(line => line.StartsWith("elbo: ", StringComparison.Ordinal)).Select(line => line["elbo: ".Length..])
            .DefaultIfEmpty($"It ended with exit code {ExitCode}."))
        : "";

    /// <summary>Starts it.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="start">Program and words.</param>
    /// <param name="ended">Called once when it has ended.</param>
    /// <exception cref="StudioException">The program cannot be started.</exception>
    public static TrainProcess Start(string run, ProcessStartInfo start, Action ended)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var training = new TrainProcess(run, process);
        process.OutputDataReceived += (_, data) => training.Note(data.Data);
        process.ErrorDataReceived += (_, data) => training.Note(data.Data);
        process.Exited += (_, _) => ended();
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new StudioException($"{start.FileName} cannot be started: {e.Message}. Train from a terminal: elbo train.", e);
        }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return training;
    }

    /// <summary>Asks it to stop, like Ctrl-C: it ends after the current step and stays resumable.</summary>
    public void Stop()
    {
        IsStopping = true;
        if (!process.HasExited && !Termination.Send(process.Id))
            process.Kill();
    }

    /// <summary>Waits for its end, and kills it if that takes too long.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
    }

    public void Dispose() => process.Dispose();

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > MostLines)
                lines.Dequeue();
        }
    }
}
