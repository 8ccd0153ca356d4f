using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Elbo.Exchange;
using Elbo.Files.Safetensors;
using Elbo.Tests.Data;

namespace Elbo.Tests.Files;

public sealed class SafetensorsMalformedTests
{
    private const string Remedy = " The file is damaged or was not written as safetensors; get or export it again.";

    private static byte[] File(string header, int data = 0) => File(Encoding.UTF8.GetBytes(header), data);

    private static byte[] File(byte[] header, int data = 0)
    {
        var bytes = new byte[8 + header.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        return bytes;
    }

    private static string Error(byte[] bytes) => Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(bytes, "f")).Message;

    private static string Tensor(string name, string dtype, string shape, string offsets) =>
        $$""" "{{name}}":{"dtype":"{{dtype}}","shape":{{shape}},"data_offsets":{{offsets}}} """;

    [Theory]
    [InlineData("[]", "its header is a JSON Array, not an object")]
    [InlineData("""{"__metadata__":3}""", "__metadata__ is a JSON Number, not an object")]
    [InlineData("""{"__metadata__":{"a":1}}""", "'a' in __metadata__ is a JSON Number; only strings are allowed")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", "__metadata__ has 'a' twice")]
    [InlineData("""{"t":[1]}""", "tensor 't' is a JSON Array, not an object")]
    [InlineData("""{"t":{"dtype":"F32","dtype":"F32"}}""", "tensor 't' has 'dtype' twice")]
    [InlineData("""{"t":{"dtype":"F32","data_offsets":[0,4]}}""", "tensor 't' has no array 'shape'")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1]}}""", "tensor 't' has no array 'data_offsets'")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", "tensor 't' has 1.5 in 'shape'; whole numbers below 2^63 are allowed")]
    [InlineData("""{"t":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", "tensor 't' has \"1\" in 'shape'; whole numbers below 2^63 are allowed")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2,18446744073709551614],"data_offsets":[0,4]}}""",
        "tensor 't' has 18446744073709551614 in 'shape'; whole numbers below 2^63 are allowed")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""",
        "tensor 't' has the data_offsets [0]; two numbers are needed, begin ≥ 0 and end ≥ begin")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""",
        "tensor 't' has the data_offsets [-4, 0]; two numbers are needed, begin ≥ 0 and end ≥ begin")]
    [InlineData("""{"t":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""",
        "tensor 't' has the data_offsets [4, 0]; two numbers are needed, begin ≥ 0 and end ≥ begin")]
    [InlineData("""{"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""",
        "tensor 't' has the shape [-1]; no dimension may be negative and the whole must be less than 2^63 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""",
        "tensor 't' has the shape [4611686018427387904, 4]; no dimension may be negative and the whole must be less than 2^63 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}""",
        "tensor 't' has the shape [4611686018427387904]; no dimension may be negative and the whole must be less than 2^63 bytes")]
    [InlineData("""{"t":{"dtype":"F32","shape":[2,3],"data_offsets":[0,20]}}""", "tensor 't' takes 20 bytes, but F32 of shape [2, 3] needs 24")]
    public void Read_BadHeader_NamesTheFault(string header, string fault) => Assert.Equal($"f: {fault}.{Remedy}", Error(File(header, 24)));

    [Fact]
    public void Read_UnknownType_ListsTheAllowed() => Assert.Equal(
        "f: tensor 't' has the dtype F8_E4M3; allowed are BOOL, U8, F16, BF16, I32, F32, F64, I64. Convert it to F32 and save the file again.",
        Error(File("{" + Tensor("t", "F8_E4M3", "[4]", "[0,4]") + "}", 4)));

    [Fact]
    public void Read_NameTwice_Throws() => Assert.Equal(
        $"f: its header has 't' twice.{Remedy}",
        Error(File("{" + Tensor("t", "F32", "[1]", "[0,4]") + "," + Tensor("t", "F32", "[1]", "[4,8]") + "}", 8)));

    [Fact]
    public void Read_Overlap_NamesBoth() => Assert.Equal(
        $"f: tensor 'b' begins at byte 4, inside tensor 'a', which ends at 8.{Remedy}",
        Error(File("{" + Tensor("b", "F32", "[2]", "[4,12]") + "," + Tensor("a", "F32", "[2]", "[0,8]") + "}", 12)));

    [Fact]
    public void Read_Hole_NamesBoth() => Assert.Equal(
        $"f: there is a gap of 4 bytes between tensor 'a' and tensor 'b'; tensors must follow each other.{Remedy}",
        Error(File("{" + Tensor("a", "F32", "[1]", "[0,4]") + "," + Tensor("b", "F32", "[1]", "[8,12]") + "}", 12)));

    [Fact]
    public void Read_HoleAtTheStart_SaysSo() => Assert.Equal(
        $"f: there is a gap of 4 bytes between the header and tensor 'a'; tensors must follow each other.{Remedy}",
        Error(File("{" + Tensor("a", "F32", "[1]", "[4,8]") + "}", 8)));

    [Fact]
    public void Read_DataShort_SaysHowMuch() => Assert.Equal(
        "f is cut short: its header declares 4,000 bytes of tensors, but 3,999 follow. Get or export it again.",
        Error(File("{" + Tensor("a", "F32", "[1000]", "[0,4000]") + "}", 3999)));

    [Fact]
    public void Read_TrailingBytes_Throws() => Assert.Equal(
        "f declares 4 bytes of tensors, but more follow them. The file is damaged; get or export it again.",
        Error(File("{" + Tensor("a", "F32", "[1]", "[0,4]") + "}", 5)));

    [Fact]
    public void Read_NotUtf8_Throws() => Assert.Equal($"f: its header is not UTF-8 text.{Remedy}", Error(File([(byte)'{', 0xFF, (byte)'}'])));

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{} x")]
    [InlineData("""{"a":{},}""")]
    [InlineData("""{"\uD800":{}}""")]
    [InlineData("""{"__metadata__":{"a":"\uD800"}}""")]
    public void Read_NotJson_Throws(string header)
    {
        var message = Error(File(header));
        Assert.StartsWith("f: its header is not valid JSON (", message, StringComparison.Ordinal);
        Assert.EndsWith(")." + Remedy, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepJson_Throws() =>
        Assert.StartsWith("f: its header is not valid JSON (", Error(File(new string('[', 100_000))), StringComparison.Ordinal);

    [Fact]
    public void Read_Empty_SaysSo() => Assert.Equal("f has 0 bytes; a safetensors file has at least 10. Get or export it again.", Error([]));

    [Fact]
    public void Read_HeaderBeyondTheFile_SaysHowMuch() => Assert.Equal(
        "f is cut short: it declares a header of 99,000,000 bytes, but 2 follow. Get or export it again.",
        Error([.. BitConverter.GetBytes(99_000_000L), .. "{}"u8]));

    [Theory]
    [InlineData(100_000_001UL, "100,000,001")]
    [InlineData(ulong.MaxValue, "18,446,744,073,709,551,615")]
    public void Read_HeaderTooLong_NamesTheLimit(ulong length, string shown) => Assert.Equal(
        $"f declares a header of {shown} bytes; at most 100,000,000 are allowed. It is damaged or not a safetensors file.",
        Error([.. BitConverter.GetBytes(length), .. "{}"u8]));

    [Fact]
    public void Read_TorchSaveArchive_SaysSo() => Assert.Equal(
        "f is a zip archive, as torch.save writes it, not safetensors. Import it as a PyTorch checkpoint.",
        Error([.. "PK\u0003\u0004"u8, 0, 0, 0, 0, 0, 0]));

    [Fact]
    public void Read_TensorsBeyondMemory_NamesTheLimit() => Assert.Equal(
        "f declares 4,000,000,000 bytes of tensors; at most 2,147,483,591 can be read. Split the file.",
        Error(File("{" + Tensor("a", "U8", "[4000000000]", "[0,4000000000]") + "}", 3)));

    [Fact]
    public void Read_FalseSize_AllocatesWhatIsThere()
    {
        var bytes = File("{" + Tensor("a", "U8", "[2000000000]", "[0,2000000000]") + "}", 3);
        Error(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Error(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3_000_000);
    }

    [Fact]
    public void Read_MissingFileOrFolder_NamesThePath()
    {
        using var folder = new TempFolder();
        var path = folder.File("absent");
        Assert.Equal($"{path} does not exist. Check the spelling, or give the file's full path.",
            Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(path)).Message);
        Assert.Equal($"{folder.Path} is a folder, but one file is needed here. Name a file in it.",
            Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(folder.Path)).Message);
    }

    [Fact]
    public void Read_CutAnywhere_Throws()
    {
        var bytes = Valid();
        for (var length = 0; length < bytes.Length; length++)
            Error(bytes[..length]);
    }

    [Fact]
    public void Read_BytesChanged_GivesAFileOrModelFileException()
    {
        var bytes = Valid();
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var changed = (byte[])bytes.Clone();
            foreach (var (index, value) in changes)
                changed[index] = value;
            try
            {
                Assert.InRange(SafetensorsFile.Read(changed, "f").Tensors.Sum(tensor => tensor.AsDoubles().Length), 0, 1000);
            }
            catch (ModelFileException)
            {
            }
        }, iter: 3000);
    }

    private static byte[] Valid()
    {
        using var stream = new MemoryStream();
        new SafetensorsFile(
            [SafetensorsTensor.FromSingles("b", [2, 2], [1, 2, 3, 4]), SafetensorsTensor.FromInt64s("a", [2], [5, 6])],
            new Dictionary<string, string> { ["format"] = "pt" }).Write(stream);
        return stream.ToArray();
    }
}
