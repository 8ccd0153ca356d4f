using System.Buffers.Binary;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace Elbo.Files;

/// <summary>TensorBoard's event file: protobuf messages in TFRecord frames. A frame is the length of its message (8 bytes) and the message, each
/// followed by its masked CRC-32C (4 bytes). The first message is the version of the format.</summary>
internal static class EventFile
{
    private const int Length = sizeof(ulong), Crc = sizeof(uint), Head = Length + Crc, Frame = Head + Crc, MostBytes = 512 << 20;

    /// <summary>Appends an event; a new file begins with the version.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="added">The event.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Append(string path, Event added)
    {
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(stream.Length == 0 ? FramesOf([added]) : FrameOf(added));
    }

    /// <summary>The events without the version, up to the first frame that is damaged or cut off; none if there is no file.</summary>
    /// <exception cref="RefusedFileException">It is not a regular file, or far too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<Event> Read(string path)
    {
        var events = new List<Event>();
        var rest = File.Exists(path) ? RegularFile.ReadAll(path, MostBytes).AsSpan() : default;
        while (FirstOf(rest) is { } first)
        {
            if (first.Event.FileVersion.Length == 0)
                events.Add(first.Event);
            rest = rest[first.Bytes..];
        }
        return events;
    }

    /// <summary>Removes the events of later steps, which a continued training repeats, and what follows a damaged frame.</summary>
    /// <returns>The events that are left.</returns>
    /// <exception cref="RefusedFileException">It is not a regular file, or far too large.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static IReadOnlyList<Event> KeepThrough(string path, long step)
    {
        Event[] kept = [.. Read(path).Where(known => known.Step <= step)];
        var bytes = FramesOf(kept);
        // TensorBoard may be reading it: a file that stays as it is is not replaced.
        if (File.Exists(path) && new FileInfo(path).Length != bytes.Length)
            AtomicFile.Write(path, stream => stream.Write(bytes));
        return kept;
    }

    private static byte[] FramesOf(Event[] events) => events.Length == 0
        ? []
        : [.. FrameOf(new() { FileVersion = "brain.Event:2", WallTime = events[0].WallTime }), .. events.SelectMany(FrameOf)];

    private static byte[] FrameOf(Event framed)
    {
        var message = framed.ToByteArray();
        var frame = new byte[Frame + message.Length];
        BinaryPrimitives.WriteInt64LittleEndian(frame, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(Length), MaskedCrc(frame.AsSpan(0, Length)));
        message.CopyTo(frame, Head);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(Head + message.Length), MaskedCrc(message));
        return frame;
    }

    /// <summary>True where the length of a frame stands with its checksum.</summary>
    public static bool BeginsWithFrame(ReadOnlySpan<byte> start) =>
        start.Length >= Head && BinaryPrimitives.ReadUInt32LittleEndian(start[Length..]) == MaskedCrc(start[..Length]);

    private static (Event Event, int Bytes)? FirstOf(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Frame || !BeginsWithFrame(rest))
            return null;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(rest);
        if (length > (ulong)(rest.Length - Frame))
            return null;
        var message = rest.Slice(Head, (int)length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(rest[(Head + message.Length)..]) != MaskedCrc(message))
            return null;
        try
        {
            return (Event.Parser.ParseFrom(message.ToArray()), Frame + message.Length);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    // TensorFlow, core/lib/hash/crc32c.h: checksums of data that holds checksums are rotated and shifted.
    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
