using Elbo.Data;
using Elbo.Studio.Models;

namespace Elbo.Studio.Tests.Models;

public sealed class SketchTests
{
    [Theory]
    [InlineData(1, 28, 28, 112, 112)]
    [InlineData(3, 32, 32, 128, 128)]
    [InlineData(3, 64, 64, 128, 128)]
    [InlineData(3, 256, 256, 128, 128)]
    [InlineData(1, 8, 100, 32, 400)]
    [InlineData(3, 218, 178, 141, 115)]
    public void BoardShape_OfAModel_FitsIntoAMessage(int channels, int height, int width, int boardHeight, int boardWidth)
    {
        var board = Sketch.BoardShape(new(channels, height, width));
        Assert.Equal(new ImageShape(channels, boardHeight, boardWidth), board);
        Assert.InRange(board.Size, 1, 48 << 10);
    }

    [Theory]
    [InlineData(28, 28, 28)]
    [InlineData(20, 300, 28)]
    [InlineData(400, 300, 112)]
    public void FileShape_SmallFiles_KeepTheModelsPixels(int width, int height, int side) =>
        Assert.Equal(new ImageShape(1, side, side), Sketch.FileShape(new(1, 28, 28), new(width, height)));

    [Fact]
    public void FileShape_OfALargeModel_IsTheModels() => Assert.Equal(new ImageShape(3, 256, 256), Sketch.FileShape(new(3, 256, 256), new(4000, 3000)));

    [Theory]
    [InlineData(255, 0, 255)]
    [InlineData(0, 255, 0)]
    public void Ground_IsWhatTheEdgeHas(byte edge, byte middle, byte ground)
    {
        byte[] image = [edge, edge, edge, edge, middle, edge, edge, edge, edge];
        Assert.Equal(ground, Sketch.Ground(new(new(1, 3, 3), image)));
    }

    [Fact]
    public void Suited_StaticBinarization_HasTwoValues()
    {
        Assert.Equal([0, 0, 255, 255], Sketch.Suited([0, 127, 128, 255], Binarization.Static));
        Assert.Equal([0, 127, 128, 255], Sketch.Suited([0, 127, 128, 255], Binarization.Threshold));
    }

    [Fact]
    public void ToImage_OfTheModelsShape_IsAsItWas()
    {
        byte[] image = [1, 2, 3, 4];
        Assert.Equal(image, new Sketch(new(1, 2, 2), image).ToImage(new(1, 2, 2), isCentered: false));
        Assert.Equal([254, 253, 252, 251], new Sketch(new(1, 2, 2), image).Inverted().Pixels);
    }
}
