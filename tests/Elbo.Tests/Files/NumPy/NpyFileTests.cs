using System.Text;
using CsCheck;
using Elbo.Files.NumPy;
using Elbo.Tests.Data;

namespace Elbo.Tests.Files.NumPy;

public sealed class NpyFileTests
{
    /// <summary>numpy.save of numpy.array([[1, -2, 3.5]], '&lt;f4') by NumPy 1.24.</summary>
    private static readonly byte[] Golden =
    [
        0x93, .. "NUMPY"u8, 1, 0, 0x76, 0,
        .. "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3), }"u8,
        .. Enumerable.Repeat((byte)' ', 58), (byte)'\n',
        0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x60, 0x40,
    ];

    private static byte[] Bytes(NpyArray array)
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, array);
        return stream.ToArray();
    }

    private static byte[] File(string dictionary, int version = 1, params byte[] elements)
    {
        byte[] size = [(byte)dictionary.Length, (byte)(dictionary.Length >> 8)];
        byte[] length = version == 1 ? size : [.. size, 0, 0];
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. Encoding.Latin1.GetBytes(dictionary), .. elements];
    }

    private static NpyArray Read(byte[] bytes) => NpyFile.Read(new MemoryStream(bytes), "a.npy");

    private static string Error(byte[] bytes) => Assert.Throws<DataException>(() => Read(bytes)).Message;

    // numpy.save of numpy.array(['a', 'bé😀'])
    [Fact]
    public void Write_Texts_AreUtf32AsNumPyHasThem()
    {
        var bytes = Bytes(NpyArray.OfTexts(["a", "bé😀"]));
        Assert.Contains("{'descr': '<U3', 'fortran_order': False, 'shape': (2,), }", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal("610000000000000000000000" + "62000000E900000000F60100", Convert.ToHexString(bytes.AsSpan(128)));
        Assert.Equal(["a", "bé😀"], Read(bytes).ToTexts());
        Assert.Equal("str [2]", Read(bytes).ToString());
        Assert.Throws<InvalidOperationException>(() => Read(bytes).ToDoubles());
    }

    [Theory]
    [InlineData("|b1", "0001FF", new double[] { 0, 1, 1 })]
    [InlineData("|u1", "00FF", new double[] { 0, 255 })]
    [InlineData("|i1", "7F80", new double[] { 127, -128 })]
    [InlineData("<u2", "0100FFFF", new double[] { 1, 65535 })]
    [InlineData("<i2", "0100FFFF", new double[] { 1, -1 })]
    [InlineData("<u4", "01000000FFFFFFFF", new double[] { 1, uint.MaxValue })]
    [InlineData("<i4", "01000000FFFFFFFF", new double[] { 1, -1 })]
    [InlineData("<u8", "0100000000000000FFFFFFFFFFFFFFFF", new[] { 1, 18446744073709551616.0 })]
    [InlineData("<i8", "0100000000000000FFFFFFFFFFFFFFFF", new double[] { 1, -1 })]
    [InlineData("<f2", "003C00C0", new double[] { 1, -2 })]
    [InlineData("<f4", "0000803F000000C0", new double[] { 1, -2 })]
    [InlineData("<f8", "000000000000F03F00000000000000C0", new double[] { 1, -2 })]
    public void ToDoubles_EveryType_HasItsValues(string descr, string elements, double[] expected)
    {
        var array = Read(File($"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({expected.Length},), }}\n", 1, Convert.FromHexString(elements)));
        Assert.Equal(expected, array.ToDoubles());
        Assert.Equal(descr[1] is 'u' or 'i', array.Type.IsWhole);
        Assert.Throws<InvalidOperationException>(array.ToTexts);
    }

    [Fact]
    public void Read_HeaderThatIsCutShort_IsDamagedAtEveryLength()
    {
        for (var length = 1; length < 128; length++)
            Assert.Contains(length < 6 ? "a.npy" : "cut short", Error(Golden[..length]), StringComparison.Ordinal);
        Assert.Contains("it starts with nothing", Error([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LongHeader_IsReadUpTo65536Bytes()
    {
        const string Dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }";
        byte[] Long(int size, byte version) =>
            [0x93, .. "NUMPY"u8, version, 0, .. BitConverter.GetBytes(size), .. Encoding.UTF8.GetBytes(Dictionary.PadRight(size)), 7];
        Assert.Equal([7.0], Read(Long(65_536, 2)).ToDoubles());
        Assert.Equal([7.0], Read(Long(300, 3)).ToDoubles());
        Assert.Contains("declares a header of 65537 bytes; at most 65536 are read", Error(Long(65_537, 2)), StringComparison.Ordinal);
        Assert.Contains("npy version 4.0", Error(Long(300, 4)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<U0")]
    [InlineData("<U")]
    [InlineData("<U-1")]
    [InlineData("<U99999999999")]
    [InlineData(">U3")]
    public void Read_TextOfNoWidth_IsRefused(string descr) =>
        Assert.Contains(descr, Error(File($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (0,), }}\n")), StringComparison.Ordinal);

    [Fact]
    public void Write_Singles_MakesTheBytesOfNumPy() =>
        Assert.Equal(Encoding.Latin1.GetString(Golden), Encoding.Latin1.GetString(Bytes(NpyArray.Of<float>([1, -2, 3.5f], 1, 3))));

    [Fact]
    public void Read_BytesOfNumPy_HasTypeShapeAndValues()
    {
        var array = Read(Golden);
        Assert.Equal("float32 [1, 3]", array.ToString());
        Assert.Equal([1f, -2f, 3.5f], array.Values<float>().ToArray());
        Assert.Equal([1, -2, 3.5], array.ToDoubles());
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("5,", 5)]
    [InlineData("2, 3, 1", 6)]
    [InlineData("4, 0", 0)]
    public void Read_AnyShape_CountsItsElements(string shape, int count)
    {
        var array = Read(File($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({shape}), }}", 1, new byte[count]));
        Assert.Equal(count, array.Count);
        Assert.Equal(array.Shape, Read(Bytes(array)).Shape);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_KeysInAnotherOrderOfAnyVersion_IsTheSame(int version) =>
        Assert.Equal([true, false], Read(File("{\"shape\":(2L,),'fortran_order':False,'descr':'|b1'}\n", version, 1, 0)).Values<bool>().ToArray());

    [Fact]
    public void Write_EveryType_ReadsBack()
    {
        using var folder = new TempFolder();
        void Check<T>(params T[] values) where T : unmanaged
        {
            NpyFile.Write<T>(folder.File("a.npy"), values, values.Length);
            Assert.Equal(values, NpyFile.Read(folder.File("a.npy")).Values<T>().ToArray());
        }
        Check(true, false);
        Check<byte>(0, 255);
        Check(int.MinValue, int.MaxValue);
        Check(long.MinValue, long.MaxValue);
        Check(float.NaN, float.MinValue);
        Check(double.Epsilon, double.PositiveInfinity);
    }

    [Fact]
    public void Write_ValuesThatDoNotFit_SaysBoth() =>
        Assert.StartsWith("12 bytes do not fit float32 of shape [2, 2].", Assert.Throws<ArgumentException>(() => NpyArray.Of<float>([1, 2, 3], 2, 2)).Message);

    [Fact]
    public void Values_OfAnotherType_NamesBoth() =>
        Assert.StartsWith("The array holds float32, not float64.",
            Assert.Throws<InvalidOperationException>(() => Read(Golden).Values<double>().Length).Message);

    [Fact]
    public void Read_FortranOrder_NamesTheRemedy() => Assert.Equal(
        "a.npy holds an array of shape [2, 3] in Fortran order (columns first); C order (rows first) is read. "
            + "Save it in Python with numpy.save(path, numpy.ascontiguousarray(array)).",
        Error(File("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", 1, new byte[6])));

    [Theory]
    [InlineData("'<f16'", "the dtype '<f16'", "Convert it in Python: numpy.save(path, array.astype('<f8')).")]
    [InlineData("'>f4'", "the big-endian dtype '>f4'", "Convert it in Python: numpy.save(path, array.astype('<f8')).")]
    [InlineData("'<c8'", "the dtype '<c8'", "Give an array of numbers.")]
    [InlineData("'|O'", "Python objects ('|O'), which could run code when read", "Save an array of numbers: numpy.save(path, numpy.stack(array)).")]
    [InlineData("[('x', '<f4')]", "a structured dtype", "Save a single field: numpy.save(path, array['name']).")]
    public void Read_OtherDtype_NamesItTheAllowedAndTheRemedy(string descr, string described, string remedy) => Assert.Equal(
        $"a.npy holds elements of {described}; allowed are bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64, float16, float32, float64, "
            + $"str, little-endian. {remedy}",
        Error(File($"{{'descr': {descr}, 'fortran_order': False, 'shape': (1,), }}", 1, 0, 0)));

    [Theory]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775807, 4), }", "declares uint8 of shape [9223372036854775807, 4]; at most")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }",
        "is cut short: it declares float64 of shape [1000000000] (8,000,000,000 bytes), but 1 bytes follow")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (), 'x': 1}", "descr, fortran_order and shape, once each was expected")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}", "a whole number from 0")]
    [InlineData("{'descr': '|u1', 'fortran_order': __import__('os'), 'shape': (1,)}", "True or False was expected")]
    [InlineData("{'descr': '|u1'", "a comma or the closing brace was expected")]
    [InlineData("", "'{' was expected")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (0,)}", "but more bytes follow")]
    public void Read_FalseHeader_IsRefused(string dictionary, string part) => Assert.Contains(part, Error(File(dictionary, 1, 7)), StringComparison.Ordinal);

    [Fact]
    public void Read_OtherFile_NamesItOrShowsItsFirstBytes()
    {
        Assert.StartsWith("a.npy is a zip archive, not a NumPy array.", Error([0x50, 0x4B, 3, 4, 0]));
        Assert.StartsWith("a.npy is not an npy file: it starts with 504B0305", Error([0x50, 0x4B, 3, 5, 0]));
    }

    [Fact]
    public void Read_Version4_IsRefused() => Assert.Contains("has the npy version 4.0; 1, 2 and 3 are read", Error(File("{}", 4)), StringComparison.Ordinal);

    [Fact]
    public void Read_CutAnywhere_ThrowsDataException()
    {
        for (var length = 0; length < Golden.Length; length++)
            Error(Golden[..length]);
    }

    [Fact]
    public void Read_BytesChanged_GivesAnArrayOrDataException() =>
        Gen.Select(Gen.Int[0, Golden.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var changed = (byte[])Golden.Clone();
            foreach (var (index, value) in changes)
                changed[index] = value;
            try
            {
                Assert.InRange(Read(changed).Bytes.Length, 0, 12);
            }
            catch (DataException)
            {
            }
        }, iter: 2000, threads: 1);
}
