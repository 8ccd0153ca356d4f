using System.Globalization;
using Elbo.Compute.Native;

namespace Elbo.Runs.Sessions;

/// <summary>
/// Keeps a second training out of a run folder: an exclusive lock on the file <c>.lock</c> in it, which names its holder. The system releases
/// the lock whenever a process ends, so a dead process never blocks the next one. The file stays: a lock on a
/// file that is being deleted would not exclude anyone.
/// </summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>The file's name in the run folder.</summary>
    public const string Name = ".lock";

    private readonly FileStream file;

    private RunLock(FileStream file) => this.file = file;

    /// <param name="run">The run folder, which exists.</param>
    /// <param name="clock">The clock, for the time since which it is held.</param>
    /// <exception cref="RunException">Another training holds it; the message names it.</exception>
    public static RunLock Take(string run, TimeProvider clock)
    {
        var path = Path.Combine(run, Name);
        var file = RunFolder.Guard(run, () =>
        {
            ThrowIfForeign(path);
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e))
            {
                throw new RunException($"{run} is being trained by {Holder(path)}. Wait until it is done, stop it, or choose another folder with --out.", e);
            }
        });
        var holder = string.Create(
            CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC");
        return RunFolder.Guard(run, () =>
        {
            try
            {
                file.SetLength(0);
                file.Write(System.Text.Encoding.UTF8.GetBytes(holder));
                file.Flush();
                return new RunLock(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        });
    }

    public void Dispose() => file.Dispose();

    /// <summary>The file is emptied and written: a link would damage the file that it leads to.</summary>
    private static void ThrowIfForeign(string path)
    {
        if (new FileInfo(path) is { Exists: true } file
            && (file.LinkTarget is not null || !OperatingSystem.IsWindows() && Posix.TypeOf(path) != FileType.Regular))
            throw new RunException($"{path} is a link or not a regular file, and training did not make it. Delete it, then start again.");
    }

    /// <summary>EWOULDBLOCK of Linux and macOS, and the sharing violation of Windows.</summary>
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string Holder(string path)
    {
        const string unknown = "another process";
        if (OperatingSystem.IsWindows())
            return unknown;
        try
        {
            using var reader = new StreamReader(new FileStream(Posix.OpenToRead(path), FileAccess.Read));
            var buffer = new char[200];
            return new string(buffer, 0, reader.Read(buffer)) is { Length: > 0 } words ? words.ReplaceLineEndings(" ") : unknown;
        }
        catch (IOException)
        {
            return unknown;
        }
    }
}
