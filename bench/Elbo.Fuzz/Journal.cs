using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace Elbo.Fuzz;

/// <summary>
/// Holds the file that is being read, in <c>FINDINGS/reading.bin</c>, so that it survives a crash of the process; ends the process
/// if reading does not end. The first four bytes are the length.
/// </summary>
internal sealed unsafe class Journal : IDisposable
{
    private const int Size = 1 << 20;

    private readonly string folder;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private readonly Timer watch;
    private readonly TimeSpan hang;
    private long started;

    public Journal(string findings, TimeSpan hang)
    {
        (folder, this.hang) = (Directory.CreateDirectory(findings).FullName, hang);
        file = MemoryMappedFile.CreateFromFile(Path.Combine(folder, "reading.bin"), FileMode.Create, null, Size);
        view = file.CreateViewAccessor();
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        watch = new(_ => EndIfHanging(), null, hang, hang / 4);
    }

    /// <summary>Records the file that is about to be read.</summary>
    public void Begin(string reader, byte[] input)
    {
        if (Volatile.Read(ref started) == 0)
            File.WriteAllText(Path.Combine(folder, "reading.txt"), reader, new UTF8Encoding(false));
        var length = Math.Min(input.Length, Size - sizeof(int));
        *(int*)start = length;
        input.AsSpan(0, length).CopyTo(new(start + sizeof(int), length));
        Volatile.Write(ref started, Stopwatch.GetTimestamp());
    }

    /// <summary>Pauses the watch while nothing is read.</summary>
    public void End() => Volatile.Write(ref started, 0);

    public void Dispose()
    {
        watch.Dispose();
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
        File.Delete(Path.Combine(folder, "reading.bin"));
        File.Delete(Path.Combine(folder, "reading.txt"));
    }

    private void EndIfHanging()
    {
        if (Volatile.Read(ref started) is not 0 and var since && Stopwatch.GetElapsedTime(since) > hang)
            Environment.FailFast($"Reading has taken more than {hang}: {Path.Combine(folder, "reading.bin")}");
    }
}
