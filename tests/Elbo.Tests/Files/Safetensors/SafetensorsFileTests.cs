using System.Text;
using CsCheck;
using Elbo.Files.Safetensors;
using Elbo.Tests.Data;

namespace Elbo.Tests.Files.Safetensors;

public sealed class SafetensorsFileTests
{
    /// <summary>Written by hand from the format's specification: length, header padded to 8, tensors by decreasing alignment, then name.</summary>
    private static readonly byte[] Golden =
    [
        0x98, 0, 0, 0, 0, 0, 0, 0,
        .. "{\"__metadata__\":{\"format\":\"pt\"},"u8,
        .. "\"step\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"u8,
        .. "\"fc1.bias\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[8,16]}}  "u8,
        7, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0,
    ];

    private static SafetensorsFile Made() => new(
        [SafetensorsTensor.FromSingles("fc1.bias", [2, 1], [1, -2]), SafetensorsTensor.FromInt64s("step", [], [7])],
        new Dictionary<string, string> { ["format"] = "pt" });

    private static byte[] Bytes(SafetensorsFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    [Fact]
    public void Write_TwoTensors_MakesTheBytesOfTheFormat() =>
        Assert.Equal(Encoding.Latin1.GetString(Golden), Encoding.Latin1.GetString(Bytes(Made())));

    [Fact]
    public void Read_BytesMadeByHand_HasTensorsAndMetadata()
    {
        var file = SafetensorsFile.Read(Golden, "golden");
        Assert.Equal(["step I64 []", "fc1.bias F32 [2, 1]"], file.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal([7L], file["step"].AsInt64s());
        Assert.Equal([1f, -2f], file.Require("fc1.bias", [2, 1]).AsSingles());
        Assert.Equal("pt", Assert.Single(file.Metadata).Value);
    }

    [Fact]
    public void Write_NoTensors_IsTheEmptyObjectPaddedToEight() =>
        Assert.Equal([8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8], Bytes(new SafetensorsFile([])));

    [Fact]
    public void Write_OtherOrder_GivesTheSameBytes()
    {
        SafetensorsTensor[] tensors = [.. Enumerable.Range(0, 5).Select(i => SafetensorsTensor.FromSingles($"t{i}", [1], [i]))];
        var forward = new SafetensorsFile(tensors, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        var backward = new SafetensorsFile(tensors.Reverse(), new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        Assert.Equal(Bytes(forward), Bytes(backward));
    }

    [Fact]
    public void Write_AllTypes_KeepsEachAligned()
    {
        var tensors = Enum.GetValues<SafetensorsType>().Select((type, i) => new SafetensorsTensor($"t{i}", type, [3], new byte[3 * type.ElementSize()]));
        var read = SafetensorsFile.Read(Bytes(new SafetensorsFile(tensors)), "all");
        Assert.Equal("I64 F64 F32 I32 BF16 F16 U8 BOOL", string.Join(' ', read.Tensors.Select(tensor => tensor.Type.HeaderName())));
        var offset = 0;
        foreach (var tensor in read.Tensors)
        {
            Assert.Equal(0, offset % tensor.Type.ElementSize());
            offset += tensor.Bytes.Length;
        }
    }

    [Fact]
    public void AsSingles_EveryType_ConvertsKnownBytes()
    {
        Assert.Equal([0f, 1f], Make(SafetensorsType.Bool, 0, 1).AsSingles());
        Assert.Equal([0f, 255f], Make(SafetensorsType.U8, 0, 255).AsSingles());
        Assert.Equal([1f, 65504f], Make(SafetensorsType.F16, 0x00, 0x3C, 0xFF, 0x7B).AsSingles());
        Assert.Equal([1f, -3.140625f], Make(SafetensorsType.BF16, 0x80, 0x3F, 0x49, 0xC0).AsSingles());
        Assert.Equal([-1f], Make(SafetensorsType.I32, 255, 255, 255, 255).AsSingles());
        Assert.Equal([-1f], Make(SafetensorsType.I64, 255, 255, 255, 255, 255, 255, 255, 255).AsSingles());
        Assert.Equal([1f], Make(SafetensorsType.F64, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F).AsSingles());
        Assert.Equal([float.NaN, float.PositiveInfinity], Make(SafetensorsType.F32, 0, 0, 0xC0, 0x7F, 0, 0, 0x80, 0x7F).AsSingles());
        Assert.Equal([0.1], new SafetensorsTensor("t", SafetensorsType.F64, [1], BitConverter.GetBytes(0.1)).AsDoubles());

        static SafetensorsTensor Make(SafetensorsType type, params byte[] bytes) => new("t", type, [bytes.Length / type.ElementSize()], bytes);
    }

    [Fact]
    public void AsInt64s_OfFloats_Throws()
    {
        var error = Assert.Throws<InvalidOperationException>(() => SafetensorsTensor.FromSingles("t", [1], [1]).AsInt64s());
        Assert.Equal("Tensor 't' holds F32, not integers. Read it with AsDoubles.", error.Message);
    }

    [Fact]
    public void Constructor_BytesDoNotFitTheShape_Throws()
    {
        var error = Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromSingles("t", [2, 3], [1, 2]));
        Assert.StartsWith("Tensor 't': 8 bytes do not fit F32 of shape [2, 3].", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Indexer_NoSuchTensor_ListsThoseThereAre()
    {
        var error = Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(Golden, "golden")["fc2.bias"]);
        Assert.Equal("golden has no tensor 'fc2.bias'; it has fc1.bias, step. Give a file of the same architecture.", error.Message);
    }

    [Fact]
    public void Require_OtherShape_NamesBoth()
    {
        var error = Assert.Throws<ModelFileException>(() => SafetensorsFile.Read(Golden, "golden").Require("fc1.bias", [3]));
        Assert.Equal("golden: tensor 'fc1.bias' has the shape [2, 1]; [3] is expected. Give a file of the same architecture.", error.Message);
    }

    [Fact]
    public void WriteThenRead_AnyTensors_GivesTheSame()
    {
        var tensor = Gen.Select(Gen.String[1, 6], Gen.Enum<SafetensorsType>(), Gen.Long[0, 4].Array[0, 3])
            .SelectMany((name, type, shape) => Gen.Byte.Array[(int)shape.Aggregate(1L, (a, b) => a * b) * type.ElementSize()]
                .Select(bytes => new SafetensorsTensor(name, type, shape, bytes)));
        Gen.Select(tensor.Array[0, 6], Gen.Dictionary(Gen.String[0, 5], Gen.String[0, 5])[0, 3])
            .Select((tensors, metadata) => new SafetensorsFile(tensors.DistinctBy(t => t.Name), metadata))
            .Sample(file =>
            {
                var bytes = Bytes(file);
                var read = SafetensorsFile.Read(bytes, "f");
                Assert.Equal(file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal), read.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal));
                Assert.Equal(file.Tensors.Count, read.Tensors.Count);
                foreach (var expected in file.Tensors)
                {
                    var found = read.Require(expected.Name, [.. expected.Shape]);
                    Assert.Equal(expected.Type, found.Type);
                    Assert.Equal(expected.Bytes.ToArray(), found.Bytes.ToArray());
                }
                Assert.Equal(bytes, Bytes(read));
            }, iter: 300);
    }

    [Fact]
    public void WriteToPath_ThenRead_IsTheSameAndLeavesNoOtherFile()
    {
        using var folder = new TempFolder();
        var path = folder.File("model.safetensors");
        Made().Write(path);
        Assert.Equal(Golden, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Equal(path, SafetensorsFile.Read(path).Name);
    }
}
