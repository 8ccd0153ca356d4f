using System.Text;
using Elbo.Files;

namespace Elbo.Tests.Files;

public sealed class FileSignatureTests
{
    [Theory]
    [InlineData("89 48 44 46 0D 0A 1A 0A 00", "a.npy", "an HDF5 file")]
    [InlineData("4D 41 54 4C 41 42 20 37 2E 33 20 4D 41 54 2D 66 69 6C 65 2C", "a.mat", "a MATLAB file")]
    [InlineData("52 44 58 33 0A 58 0A", "a.RData", "an R workspace")]
    [InlineData("43 44 46 01", "a", "a NetCDF file")]
    [InlineData("43 44 46 02", "a", "a NetCDF file")]
    [InlineData("80 02 7D 71", "a", "a Python pickle, which could run code when it is read")]
    [InlineData("80 05 95 00", "a", "a Python pickle, which could run code when it is read")]
    [InlineData("93 4E 55 4D 50 59 01", "a", "a NumPy array")]
    [InlineData("50 4B 03 04 14", "a.zip", "a zip archive")]
    [InlineData("50 4B 03 04 14", "a.xlsx", "a workbook")]
    [InlineData("50 4B 03 04 14", "a.pt", "a PyTorch file")]
    [InlineData("50 4B 03 04 14", "a.KERAS", "a Keras model")]
    [InlineData("50 41 52 31 15", "a", "a Parquet file")]
    [InlineData("41 52 52 4F 57 31 00", "a", "an Arrow file")]
    [InlineData("4F 52 43 11", "a", "an ORC file")]
    [InlineData("4F 62 6A 01", "a", "an Avro file")]
    [InlineData("D0 CF 11 E0", "a", "an old Office document")]
    [InlineData("FD 37 7A 58 5A 00", "a", "a file compressed with xz")]
    [InlineData("42 5A 68 39 31 41 59 26", "a", "text")] // too short a signature where all is printable
    [InlineData("42 5A 68 39 31 41 59 00", "a", "a file compressed with bzip2")]
    [InlineData("28 B5 2F FD", "a", "a file compressed with Zstandard")]
    [InlineData("37 7A BC AF", "a", "a 7z archive")]
    [InlineData("52 61 72 21 1A", "a", "a RAR archive")]
    [InlineData("1F 8B", "a", "a file compressed with gzip")]
    [InlineData("49 49 2A 00", "a", "a TIFF image")]
    [InlineData("4D 4D 00 2A", "a", "a TIFF image")]
    [InlineData("89 50 4E 47", "a", "a PNG image")] // cut off within its signature
    [InlineData("FF D8 FF", "a", "a JPEG image")]
    [InlineData("47 49 46 38 39 61 00", "a", "a GIF image")]
    public void Of_TheStartOfAFile_IsItsFormat(string start, string path, string expected) =>
        Assert.Equal(expected, FileSignature.Of(Convert.FromHexString(start.Replace(" ", "", StringComparison.Ordinal)), path)!.What);

    [Theory]
    [InlineData("SQLite format 3", "a SQLite database", false)]
    [InlineData("%PDF-1.7", "a PDF document", false)]
    [InlineData("%PDF", "a PDF document", false)]
    [InlineData("<!DOCTYPE html>", "a web page, saved in the file's place", false)]
    [InlineData("version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS", false)]
    [InlineData("ORCID,name", "text", true)]
    [InlineData("PK,name", "text", true)]
    [InlineData("a\tb\r\n", "text", true)]
    [InlineData("{\"a\": 1}", "JSON text", true)]
    [InlineData("[1, 2]", "JSON text", true)]
    public void Of_Text_KnowsItFromFormatsThatBeginAlike(string start, string expected, bool isText)
    {
        var signature = FileSignature.Of(Encoding.ASCII.GetBytes(start))!;
        Assert.Equal((expected, isText), (signature.What, signature.IsText));
    }

    [Theory]
    [InlineData("01 02 03 04")]
    [InlineData("50 41 52")]    // three letters of Parquet's four
    [InlineData("61 62 63 7F")] // a control character
    [InlineData("89 50 4E")]
    [InlineData("")]
    public void Of_AnUnknownStart_IsNull(string start) =>
        Assert.Null(FileSignature.Of(Convert.FromHexString(start.Replace(" ", "", StringComparison.Ordinal))));

    [Theory]
    [InlineData("abc", false)]
    [InlineData("abcd", true)]
    [InlineData(" ~\t\n", true)]
    [InlineData("abc\u001f", false)]
    public void IsPrintable_OfAscii_NeedsFourCharacters(string start, bool printable) =>
        Assert.Equal(printable, FileSignature.IsPrintable(Encoding.ASCII.GetBytes(start)));

    [Fact]
    public void Refusal_OfAnotherFormat_NamesBothAndTheRemedy()
    {
        byte[] png = [0x89, .. "PNG\r\n"u8];
        Assert.Equal(
            "a.npy is a PNG image, not a NumPy array. Give a folder of images.", FileSignature.Refusal(png, "a.npy", "a NumPy array", "It is damaged."));
        Assert.Equal("It is damaged.", FileSignature.Refusal(png, "a.png", "a PNG image", "It is damaged."));
        Assert.Equal("It is damaged.", FileSignature.Refusal([1, 2, 3, 4], "a.npy", "a NumPy array", "It is damaged."));
    }
}
