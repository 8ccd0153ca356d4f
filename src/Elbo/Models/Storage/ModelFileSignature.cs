using System.Buffers.Binary;
using System.Globalization;
using Elbo.Files;
using Elbo.Files.Pytorch;

namespace Elbo.Models.Storage;

/// <summary>Detects the format of a model file by its first bytes, not by its name.</summary>
internal static class ModelFileSignature
{
    /// <summary>The length of a safetensors header, and the brace that it begins with.</summary>
    private const int Prefix = sizeof(ulong) + 1;

    // A pickle begins with this opcode, followed by its protocol.
    private const byte Protocol = 0x80, NewestProtocol = 5;

    /// <summary>Formats of models; those of data are in <see cref="FileSignature"/>.</summary>
    private static readonly (byte[] Start, string What)[] Others = [([.. "GGUF"u8], "a GGUF model"), ([0x08], "an ONNX model")];

    /// <summary>The format of a file.</summary>
    /// <exception cref="ModelFileException">It is missing, cannot be read, or is in none of the formats; the message says what it begins
    /// with.</exception>
    public static ModelFileKind KindOf(string path) => WeightsFile.Read(path, file =>
    {
        var start = new byte[Prefix];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return KindOf(start) ?? throw new ModelFileException(
            $"{path} is not a model that Elbo reads: it begins with {Shown(start)}. Give a safetensors file, which begins with the length of its header, "
            + "or a checkpoint written by torch.save, which is a zip archive.");
    });

    /// <summary>
    /// The format of a file with these first bytes; null if unknown. A safetensors header of 128, 384, … bytes begins with 0x80 like a pickle,
    /// so the brace is checked first.
    /// </summary>
    internal static ModelFileKind? KindOf(ReadOnlySpan<byte> start) =>
        PytorchCheckpoint.IsZip(start) ? ModelFileKind.Pytorch
        : start.Length < Prefix ? start is [Protocol, <= NewestProtocol, ..] ? ModelFileKind.Pytorch : ModelFileKind.Safetensors
        : start[^1] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(start) >> 32 == 0 ? ModelFileKind.Safetensors
        : start is [Protocol, <= NewestProtocol, ..] ? ModelFileKind.Pytorch // the format before PyTorch 1.6; its reader reports that
        : null;

    private static string Shown(byte[] start)
    {
        var bytes = string.Join(' ', start.Select(value => value.ToString("X2", CultureInfo.InvariantCulture)));
        var what = Others.FirstOrDefault(other => start.AsSpan().StartsWith(other.Start)).What ?? FileSignature.Of(start)?.What;
        return what is null ? $"the bytes {bytes}" : $"the bytes {bytes}, as {what} does";
    }
}
