using Elbo.Data;
using Elbo.Models;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models;

[Collection(TorchCollection.Name)]
public sealed class SeenRegionTests
{
    private static readonly ImageShape Shape = new(1, 4, 4);

    [Theory]
    [InlineData("left", "##..##..##..##..")]
    [InlineData("right", "..##..##..##..##")]
    [InlineData("top", "########........")]
    [InlineData("bottom", "........########")]
    [InlineData("top-left", "##..##..........")]
    [InlineData("top-right", "..##..##........")]
    [InlineData("bottom-left", "........##..##..")]
    [InlineData("bottom-right", "..........##..##")]
    [InlineData("bottom_left + top", "##########..##..")]
    [InlineData("1,2,3,1", ".........###....")]
    public void Of_NameOrRectangle_MarksItsPixels(string text, string expected) =>
        Assert.Equal(expected, string.Concat(SeenRegion.Of(text, Shape).Seen.ToArray().Select(seen => seen ? '#' : '.')));

    [Fact]
    public void Of_SidesOfOddLengthAndColour_GivesTheMiddleToTheLowerRight()
    {
        var seen = SeenRegion.Of("top-left", new(2, 3, 3)).Seen.ToArray();
        Assert.Equal([0, 9], Enumerable.Range(0, 18).Where(i => seen[i]));
    }

    [Theory]
    [InlineData("middle", "condition-region was 'middle'; for images of 4×4 pixels it must be left, right, top")]
    [InlineData("botom-left", "Did you mean bottom-left?")]
    [InlineData("0,0,5,1", "for images of 4×4 pixels")]
    [InlineData("0,0,0,1", "a rectangle X,Y,W,H")]
    [InlineData("left+right", "the whole image, so that nothing is left to complete")]
    public void Of_NoRegion_SaysWhatIsAllowed(string text, string message) =>
        Assert.Contains(message, Assert.Throws<OptionsException>(() => SeenRegion.Of(text, Shape)).Message, StringComparison.Ordinal);

    [Fact]
    public void Tensors_Image_AreSplitIntoWhatIsSeenAndTheRest()
    {
        using var scope = NewDisposeScope();
        var region = SeenRegion.Of("left", new(1, 1, 2));
        var x = tensor([0.25f, 0.5f, 0.75f, 1f], 2, 2);
        Assert.Equal([0.25f, -1, 0.75f, -1], region.Of(x).data<float>().ToArray());
        Assert.Equal([0.25f, 7, 0.75f, 7], region.Filled(x, full([2, 2], 7f)).data<float>().ToArray());
        Assert.Equal([float.NaN, 0.5f, float.NaN, 1], region.Target(x).data<float>().ToArray());
        float[] decoded = [9, 8, 7, 6];
        region.Restore(decoded, x.data<float>().ToArray());
        Assert.Equal([0.25f, 8, 0.75f, 6], decoded);
    }
}
