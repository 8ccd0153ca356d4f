using Elbo.Files;

namespace Elbo.Tests.Files;

public sealed class BoundedReaderTests
{
    private const int Mebibyte = 1 << 20;

    [Theory]
    [InlineData(10, 10, 10)]
    [InlineData(10, 7, 7)]
    [InlineData(10, 20, 10)]
    [InlineData(0, 5, 0)]
    [InlineData(5, 0, 0)]
    [InlineData(Mebibyte, Mebibyte, Mebibyte)]
    [InlineData(3 * Mebibyte + 1, 3 * Mebibyte + 1, 3 * Mebibyte + 1)]
    [InlineData(3 * Mebibyte + 1, 3 * Mebibyte, 3 * Mebibyte)]
    [InlineData(2 * Mebibyte, 5 * Mebibyte, 2 * Mebibyte)]
    public void Read_OfACount_IsThatManyBytesOrAllThereAre(int length, int count, int expected)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i * 31 + (i >> 12));
        Assert.True(bytes.AsSpan(0, expected).SequenceEqual(BoundedReader.Read(new MemoryStream(bytes), count)));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1024L)]
    public void Read_OfAFalseCount_CostsNoMemory(long capacity)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(100, BoundedReader.Read(new MemoryStream(new byte[100]), int.MaxValue, capacity).Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * Mebibyte);
    }
}
