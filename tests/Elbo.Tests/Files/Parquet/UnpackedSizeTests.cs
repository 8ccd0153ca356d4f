using Elbo.Files.Parquet;
using Parquet.Meta;

namespace Elbo.Tests.Files.Parquet;

/// <summary>Sizes declared by zstd 1.5's frames and by Snappy's varint.</summary>
public sealed class UnpackedSizeTests
{
    private static long Of(CompressionCodec codec, string hex)
    {
        using var packed = new MemoryStream(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        return UnpackedSize.Of(codec, packed, packed.Length);
    }

    [Theory]
    [InlineData("05", 5)]
    [InlineData("A0 8D 06", 100_000)]
    [InlineData("FF FF FF FF 0F", uint.MaxValue)]
    [InlineData("", 0)]
    public void Snappy_IsTheNumberAtItsStart(string hex, long expected) => Assert.Equal(expected, Of(CompressionCodec.SNAPPY, hex));

    [Theory]
    [InlineData("28b52ffd 20 14 450000 10616101001ec002", 20)] // 20 times a, from a file
    [InlineData("28b52ffd 64 e802 4d0000 1061610100e32b8005 2342da2e", 1000)] // 1000 times, with a checksum
    [InlineData("28b52ffd 04 58 4d0000 1061610100e32b8005 2342da2e", 128 << 10)] // the same from a pipe, without its length: a block
    [InlineData("28b52ffd 00 58 540000 1061610100fbff39c002 020010 61 039f04 61", 3 * (128 << 10))] // 300,000 times: three blocks, two of one byte repeated
    [InlineData("28b52ffd 20 14 450000 10616101001ec002 502a4d18 02000000 ABCD 28b52ffd 20 14 450000 10616101001ec002", 40)] // two frames and one to skip
    [InlineData("28b52ffd E3 01020304 FFFFFFFFFFFFFFFF 010000", long.MaxValue)]
    [InlineData("28b52ffd E3 01020304 FFFFFFFFFFFFFFFF 010000 28b52ffd 20 14 450000 10616101001ec002", long.MaxValue)] // a sum that would wrap around to 0
    [InlineData("28b52ffd 00 00 010000", 1 << 10)] // the smallest window
    [InlineData("00112233", 0)]
    public void Zstandard_IsWhatTheFramesDeclareOrTheirBlocksCanHold(string hex, long expected) => Assert.Equal(expected, Of(CompressionCodec.ZSTD, hex));

    [Theory]
    [InlineData(CompressionCodec.SNAPPY, "80")]
    [InlineData(CompressionCodec.ZSTD, "28b52f")]
    [InlineData(CompressionCodec.ZSTD, "28b52ffd 20")]
    [InlineData(CompressionCodec.ZSTD, "28b52ffd 00 58 540000 1061")]
    public void CutShort_IsSaid(CompressionCodec codec, string hex) => Assert.Throws<EndOfStreamException>(() => Of(codec, hex));

    [Theory]
    [InlineData(CompressionCodec.UNCOMPRESSED)]
    [InlineData(CompressionCodec.GZIP)]
    public void OtherCodecs_SayNothing(CompressionCodec codec) => Assert.Equal(0, Of(codec, "FFFFFFFF0F"));
}
