using Elbo.Compute.Simd;

namespace Elbo.Tests.Compute.Simd;

public sealed unsafe class TranspositionTests
{
    private const int Features = 29, Columns = 24, Stride = 48, TurnedStride = 40;

    [Theory]
    [InlineData(0, 29, 24)]
    [InlineData(8, 16, 21)]
    [InlineData(0, 3, 5)]
    public void ToRows_OfSomeRows_MovesThemAndNothingElse(int first, int end, int columns)
    {
        Aligned panel = new(Features * Stride), turned = new(Columns * TurnedStride);
        Number(panel, Features * Stride);

        Transposition.ToRows(panel.Start, Stride, (first, end), columns, turned.Start, TurnedStride);

        for (var column = 0; column < Columns; column++)
            for (var row = 0; row < TurnedStride; row++)
            {
                var expected = row >= first && row < end && column < columns ? panel.Start[row * Stride + column] : 0;
                Assert.Equal(expected, turned.Start[column * TurnedStride + row]);
            }
    }

    [Theory]
    [InlineData(0, 29, 24)]
    [InlineData(8, 27, 16)]
    [InlineData(0, 3, 8)]
    public void ToColumns_OfSomeRows_MovesThemAndNothingElse(int first, int end, int columns)
    {
        Aligned panel = new(Features * Stride), turned = new(Columns * TurnedStride);
        Number(turned, Columns * TurnedStride);

        Transposition.ToColumns(turned.Start, TurnedStride, (first, end), columns, panel.Start, Stride);

        for (var row = 0; row < Features; row++)
            for (var column = 0; column < Stride; column++)
            {
                var expected = row >= first && row < end && column < columns ? turned.Start[column * TurnedStride + row] : 0;
                Assert.Equal(expected, panel.Start[row * Stride + column]);
            }
    }

    private static void Number(Aligned floats, int count)
    {
        for (var i = 0; i < count; i++)
            floats.Start[i] = i + 1;
    }
}
