using System.Text;
using Elbo.Files;

namespace Elbo.Tests.Files;

public sealed class FileSignatureTests
{
    [Theory]
    [InlineData("89 48 44 46 0D 0A 1A 0A 00", "a.npy", "an HDF5 file")]
    [InlineData("4D 41 54 4C 41 42 20 37 2E 33 20 4D 41 54 2D 66 69 6C 65 2C", "a.mat", "a MATLAB file")]
    [InlineData("52 44 58 33 0A 58 0A", "a.RData", "an R workspace")]
    [InlineData("58 0A 00 00 00 03 00 04", "a.rds", "an object saved by R")]
    [InlineData("24 46 4C 32 40 28 23 29 20 53 50 53 53 20 44 41 54 41", "a.sav", "an SPSS file")]
    [InlineData("24 46 4C 33 40 28 23 29 20 53 50 53 53 20 44 41 54 41", "a.zsav", "an SPSS file")]
    [InlineData("48 45 41 44 45 52 20 52 45 43 4F 52 44 2A 2A 2A 2A 2A 2A 2A 4C 49 42 52 41 52 59", "a.xpt", "a SAS file")]
    [InlineData("3C 73 74 61 74 61 5F 64 74 61 3E 3C", "a.dta", "a Stata file")]
    [InlineData("73 02 01 00 05", "a.dta", "a Stata file")]
    [InlineData("00 00 00 00 00 00 00 00 00 00 00 00 C2 EA 81 60 B3", "a", "a SAS file")]
    [InlineData("18 00 00 00 00 00 00 00 A3 7F 4B 22 0A 09", "a", "a file of TensorFlow's records")]
    [InlineData("50 4B 03 04 14 00 00 00 08 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 13 00 00 00 5B 43 6F 6E 74 65 6E 74 5F 54 79 70 65 73 5D 2E",
        "a.csv", "an Office document")]
    [InlineData("08 02 00 00 00 00 00 00 7B 22 61 22", "a", "a safetensors file, of weights")]
    [InlineData("72 01 01 00 05", "a.dta", "a Stata file")]
    [InlineData("50 4B 03 04 14 00 00 00 08 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 05 00 00 00 61 2E 70 6E 67 00", "a.csv", "a zip archive")]
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
    [InlineData("ORC,Größe,Straße", "text", true)]
    [InlineData("PAR1,Größe", "text", true)]
    [InlineData("PK,name", "text", true)]
    [InlineData("a\tb\r\n", "text", true)]
    [InlineData("{\"a\": 1}", "JSON text", true)]
    [InlineData("[1, 2]", "JSON text", true)]
    public void Of_Text_KnowsItFromFormatsThatBeginAlike(string start, string expected, bool isText)
    {
        var signature = FileSignature.Of(Encoding.UTF8.GetBytes(start))!;
        Assert.Equal((expected, isText), (signature.What, signature.IsText));
    }

    [Theory]
    [InlineData("01 02 03 04")]
    [InlineData("50 41 52")]    // three letters of Parquet's four
    [InlineData("61 62 63 7F")] // a control character
    [InlineData("89 50 4E")]
    [InlineData("00 00 00 00 00 00")] // of SAS's zeros
    [InlineData("18 00 00 00 00 00 00 00 A3 7F 4B 23 0A 09")] // not the checksum of the length
    [InlineData("")]
    public void Of_AnUnknownStart_IsNull(string start) =>
        Assert.Null(FileSignature.Of(Convert.FromHexString(start.Replace(" ", "", StringComparison.Ordinal))));

    [Theory]
    [InlineData("abc", false)]
    [InlineData("abcd", true)]
    [InlineData(" ~\t\n", true)]
    [InlineData("abc\u001f", false)]
    public void MayBeText_WithoutControls_NeedsFourBytes(string start, bool may) =>
        Assert.Equal(may, FileSignature.MayBeText(Encoding.UTF8.GetBytes(start)));

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
