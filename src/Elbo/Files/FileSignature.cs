using System.Buffers;
using System.Text;

namespace Elbo.Files;

/// <summary>A format that Elbo does not read where it was found, recognized by the first bytes of a file.</summary>
/// <param name="What">Its name with an article.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record FileSignature(string What, string Remedy)
{
    /// <summary>So many bytes are enough to recognize a file.</summary>
    public const int Looked = 64;

    /// <summary>Where the header of a zip archive's first entry names it.</summary>
    private const int NameOfEntry = 30;

    // A file that is cut off inside a signature still shows this much of it.
    private const int FewestBytes = 4;

    // Shorter signatures may also begin a text.
    private const int CertainBytes = 5;

    private const int LookedForText = 32;

    private const string SaveArrays = "Save its arrays in Python: numpy.savez('images.npz', images=…, labels=…).";
    private const string Unpack = "Unpack it first.";
    private const string Convert = "Convert it to PNG.";

    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Except(['\t', '\n', '\r']).Select(i => (byte)i), 0x7F]);

    private static FileSignature Pickle { get; } = new("a Python pickle, which could run code when it is read", SaveArrays);

    private static FileSignature Page { get; } = new("a web page, saved in the file's place", "Download the file again.");

    private static FileSignature Workspace { get; } = new("an R workspace", "Save a table in R: write.csv(x, \"x.csv\", row.names = FALSE).");

    private static FileSignature SavedByR { get; } = new("an object saved by R", "Save a table in R: write.csv(x, \"x.csv\", row.names = FALSE).");

    private static FileSignature Spss { get; } = new("an SPSS file", "Save it as Parquet in Python: pandas.read_spss(path).to_parquet(\"x.parquet\").");

    private static FileSignature Sas { get; } = new("a SAS file", "Save it as Parquet in Python: pandas.read_sas(path).to_parquet(\"x.parquet\").");

    private static FileSignature Stata { get; } = new("a Stata file", "Save it as Parquet in Python: pandas.read_stata(path).to_parquet(\"x.parquet\").");

    private static FileSignature Records { get; } = new("a file of TensorFlow's records", SaveArrays);

    private static FileSignature Weights { get; } = new("a safetensors file, of weights", "Give data; elbo import reads models.");

    private static FileSignature Office { get; } = new("an Office document", "If it is a workbook, save the sheet as CSV.");

    private static FileSignature Text { get; } = new("text", "If it is a table, give it the ending .csv.");

    private static FileSignature Json { get; } = new("JSON text", "If it is a table, an object for each row, give it the ending .jsonl.");

    private static readonly (byte[] Start, FileSignature Signature)[] All =
    [
        ([0x89, .. "HDF\r\n"u8, 0x1A, 0x0A], new("an HDF5 file", SaveArrays)),
        ([.. "MATLAB 5.0 MAT-file"u8], new("a MATLAB file", SaveArrays)),
        ([.. "MATLAB 7.3 MAT-file"u8], new("a MATLAB file", SaveArrays)),
        ([.. "RDX2\n"u8], Workspace), ([.. "RDX3\n"u8], Workspace),
        ([.. "X\n"u8, 0, 0, 0], SavedByR),
        ([.. "$FL2@(#) SPSS"u8], Spss), ([.. "$FL3@(#) SPSS"u8], Spss),
        ([.. "<stata_dta>"u8], Stata), ([113, 2, 1, 0], Stata), ([114, 2, 1, 0], Stata), ([115, 2, 1, 0], Stata),
        ([113, 1, 1, 0], Stata), ([114, 1, 1, 0], Stata), ([115, 1, 1, 0], Stata),
        ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xC2, 0xEA, 0x81, 0x60], Sas),
        ([.. "HEADER RECORD*******LIB"u8], Sas),
        ([.. "CDF"u8, 1], new("a NetCDF file", SaveArrays)),
        ([.. "CDF"u8, 2], new("a NetCDF file", SaveArrays)),
        ([0x80, 2], Pickle), ([0x80, 3], Pickle), ([0x80, 4], Pickle), ([0x80, 5], Pickle),
        ([0x93, .. "NUMPY"u8], new("a NumPy array", "Give it the ending .npy, or .npy.gz if it is compressed.")),
        ([.. "PK"u8, 3, 4], new("a zip archive", "Unpack it, or give a zip of images.")),
        ([.. "PAR1"u8], new("a Parquet file", "Give it the ending .parquet, not compressed by another program.")),
        ([.. "ARROW1"u8], new("an Arrow file", "Save it as Parquet: to_parquet of pandas.")),
        ([.. "ORC"u8], new("an ORC file", "Save it as Parquet: to_parquet of pandas.")),
        ([.. "Obj"u8, 1], new("an Avro file", "Save it as Parquet.")),
        ([.. "SQLite format 3"u8], new("a SQLite database", "Export a table as CSV.")),
        ([0xD0, 0xCF, 0x11, 0xE0], new("an old Office document", "Save the sheet as CSV.")),
        ([.. "%PDF-"u8], new("a PDF document", "Give the data itself.")),
        ([0xFD, .. "7zXZ"u8], new("a file compressed with xz", Unpack)),
        ([.. "BZh"u8], new("a file compressed with bzip2", Unpack)),
        ([0x28, 0xB5, 0x2F, 0xFD], new("a file compressed with Zstandard", Unpack)),
        ([.. "7z"u8, 0xBC, 0xAF], new("a 7z archive", Unpack)),
        ([.. "Rar!"u8], new("a RAR archive", Unpack)),
        ([0x1F, 0x8B], new("a file compressed with gzip", Unpack)),
        ([.. "II*\0"u8], new("a TIFF image", Convert)),
        ([.. "MM\0*"u8], new("a TIFF image", Convert)),
        ([0x89, .. "PNG\r\n"u8], new("a PNG image", "Give a folder of images.")),
        ([0xFF, 0xD8, 0xFF], new("a JPEG image", "Give a folder of images.")),
        ([.. "GIF8"u8], new("a GIF image", "Give a folder of images.")),
        ([.. "version https://git-lfs"u8], new("a pointer of Git LFS", "Fetch the file with git lfs pull.")),
        ([.. "<!DOCTYPE"u8], Page), ([.. "<!doctype"u8], Page), ([.. "<html"u8], Page), ([.. "<HTML"u8], Page),
    ];

    /// <summary>Says that a file is not of the format that was expected.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="path">The file.</param>
    /// <param name="expected">That format with an article.</param>
    /// <param name="otherwise">The message if its content is not known either.</param>
    public static string Refusal(ReadOnlySpan<byte> start, string path, string expected, string otherwise) =>
        Of(start, path) is { } other && other.What != expected ? $"{path} is {other.What}, not {expected}. {other.Remedy}" : otherwise;

    /// <inheritdoc cref="Refusal(ReadOnlySpan{byte}, string, string, string)"/>
    public static string Refusal(string path, string expected, string otherwise)
    {
        try
        {
            using var file = RegularFile.Open(path);
            var start = new byte[Looked];
            return Refusal(start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)), path, expected, otherwise);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return otherwise;
        }
    }

    /// <summary>Whether it may be read as text.</summary>
    public bool IsText => this == Text || this == Json;

    /// <summary>Recognizes a file; null if it is none of these.</summary>
    /// <param name="start">Its first bytes, <see cref="Looked"/> if it has as many.</param>
    /// <param name="path">Its name: some zip archives have a meaning.</param>
    public static FileSignature? Of(ReadOnlySpan<byte> start, string path = "")
    {
        var mayBeText = MayBeText(start);
        foreach (var (signature, found) in All)
            if (!(mayBeText && signature.Length < CertainBytes && Ascii.IsValid(signature))
                && Math.Min(start.Length, signature.Length) is var length
                && length >= (signature[0] == 0 ? signature.Length : Math.Min(FewestBytes, signature.Length))
                && start[..length].SequenceEqual(signature.AsSpan(0, length)))
                return signature is [(byte)'P', (byte)'K', ..] ? OfZip(path) ?? (IsOffice(start) ? Office : found) : found;
        if (!mayBeText)
            return EventFile.BeginsWithFrame(start) ? Records : IsSafetensors(start) ? Weights : null;
        return start[0] is (byte)'{' or (byte)'[' ? Json : Text;
    }

    /// <summary>True where no control characters are. A table whose first column is called ORCID is not an ORC file.</summary>
    public static bool MayBeText(ReadOnlySpan<byte> start) =>
        start.Length >= FewestBytes && !start[..Math.Min(start.Length, LookedForText)].ContainsAny(Controls);

    /// <summary>Whether a length of less than 4 GiB and JSON stand there.</summary>
    private static bool IsSafetensors(ReadOnlySpan<byte> start) => start is [_, _, _, _, 0, 0, 0, 0, (byte)'{', (byte)'"', ..];

    private static FileSignature? OfZip(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".XLSX" or ".XLSM" or ".ODS" => new("a workbook", "Save the sheet as CSV."),
        ".PT" or ".PTH" or ".CKPT" => new("a PyTorch file", "Save the tensor in Python: numpy.save('images.npy', tensor.numpy())."),
        ".KERAS" => new("a Keras model", "Give data."),
        _ => null,
    };

    /// <summary>Whether a zip archive begins with an entry of Office Open XML.</summary>
    private static bool IsOffice(ReadOnlySpan<byte> start) => start.Length > NameOfEntry && start[NameOfEntry..] is var name
        && (name.StartsWith("[Content_Types]"u8) || name.StartsWith("docProps/"u8) || name.StartsWith("_rels/.rels"u8) || name.StartsWith("xl/"u8));
}
