using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Elbo.Data.Known;
using Elbo.Files;

namespace Elbo.Data;

/// <summary>Recognizes the format of a file by its content: files have wrong endings, and others than Elbo's.</summary>
internal static class FileContent
{
    private const int Looked = 512, TarMagic = 257;

    /// <summary>The format; null for a known data set, a folder, and a file whose content could be any, such as text.</summary>
    public static FileFormat? FormatOf(string path)
    {
        if (DatasetCatalog.Find(path) is not null || !File.Exists(path))
            return null;
        try
        {
            return DataFile.Read(path, file => GzipFile.Is(file) ? OfGzip(path) : Of(Start(file)) ?? OfZip(file, path));
        }
        catch (DataException)
        {
            return null; // its reader says why
        }
    }

    private static byte[] Start(Stream file)
    {
        var start = new byte[Looked];
        return start[..file.ReadAtLeast(start, Looked, throwOnEndOfStream: false)];
    }

    private static FileFormat? Of(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8]) ? FileFormat.Npy
        : start.StartsWith("PAR1"u8) && !FileSignature.MayBeText(start) ? FileFormat.Parquet
        : start.Length == Looked && start[TarMagic..].StartsWith("ustar"u8) ? FileFormat.Tar
        : start is [0, 0, 8, 1 or 3, ..] ? FileFormat.Idx
        : start is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] || start.StartsWith("GIF8"u8) ? FileFormat.Picture
        : null;

    /// <summary>Arrays, IDX files, tar archives and text are read compressed. Anything else gets the error of IDX.</summary>
    private static FileFormat? OfGzip(string path)
    {
        var start = GzipFile.Read(path, Start);
        if (Of(start) is { } format)
            return format == FileFormat.Npy || format == FileFormat.Tar ? format : FileFormat.Idx;
        var inner = FileFormat.Named(path.EndsWith(GzipFile.Ending, StringComparison.OrdinalIgnoreCase) ? path[..^GzipFile.Ending.Length] : path);
        return inner == FileFormat.Tar || inner.Table is not null && inner != FileFormat.Parquet ? inner : FileFormat.Idx;
    }

    /// <summary>The format that the name of a zip archive's first entry suggests; null if it suggests none.</summary>
    private static FileFormat? FirstOf(ReadOnlySpan<byte> start)
    {
        const int Length = 26, Name = 30;
        if (start.Length < Name)
            return null;
        var end = Name + BinaryPrimitives.ReadUInt16LittleEndian(start[Length..]);
        var named = end <= start.Length ? FileFormat.Named(Encoding.UTF8.GetString(start[Name..end])) : null;
        return named is { IsSingle: true } ? FileFormat.Zip : named == FileFormat.Npy ? FileFormat.Npz : null;
    }

    /// <summary>Arrays or images; null for other zip archives.</summary>
    private static FileFormat? OfZip(Stream file, string path)
    {
        try
        {
            file.Position = 0;
            if (Start(file) is not [(byte)'P', (byte)'K', 3, 4, ..] start)
                return null;
            // Reading the directory of a large archive takes a while.
            if (FirstOf(start) is { } first && first == FileFormat.Named(path))
                return first;
            file.Position = 0;
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var isArrays = false;
            foreach (var entry in zip.Entries)
                if (FileFormat.Named(entry.Name) is { IsSingle: true })
                    return FileFormat.Zip;
                else
                    isArrays |= FileFormat.Named(entry.Name) == FileFormat.Npy;
            return isArrays ? FileFormat.Npz : null;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            return null;
        }
    }
}
