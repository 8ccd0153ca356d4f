using System.IO.Compression;
using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Reports.Figures.Drawing;
using Elbo.Studio.Training;

namespace Elbo.Studio.Tests.Training;

public sealed class ImagePreviewTests : IDisposable
{
    private static readonly Dictionary<string, string> AsFound = [];
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_AnArchiveOfColourImages_TellsWhatATrainingReads()
    {
        var path = WriteZip();
        var found = ImagePreview.Of(path, AsFound);
        Assert.Matches("^1[0-9] images of 6×4 to train on and [1-9] to test, in colour, 2 labels\\.$", found.Words);
        Assert.True(found.AreFiles);
        Assert.Equal(12, found.Pictures.Count);
        Assert.Equal((new ImageShape(3, 4, 6), true), (found.Found.Shape, found.Words.StartsWith($"{found.Found.Count} ", StringComparison.Ordinal)));
        var read = ImagePreview.Of(path, new Dictionary<string, string> { ["size"] = "8", ["fit"] = "pad", ["color"] = "grey" });
        Assert.Contains("of 8×8", read.Words, StringComparison.Ordinal);
        Assert.Contains("grey", read.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnArray_TakesTheRangeThatIsAskedFor()
    {
        NpyFile.Write<ushort>(folder.At("a.npy"), [.. Enumerable.Range(0, 40).Select(i => (ushort)(100 * i))], 10, 2, 2);
        var found = ImagePreview.Of(folder.At("a.npy"), AsFound);
        Assert.False(found.AreFiles);
        Assert.NotEqual(found.Pictures, ImagePreview.Of(folder.At("a.npy"), new Dictionary<string, string> { ["range"] = "0..10000" }).Pictures);
    }

    [Theory]
    [InlineData("size", "big", "size was big; it must be 64 for a square, or 64x48")]
    [InlineData("fit", "squeeze", "fit was squeeze; it must be crop, pad, stretch.")]
    [InlineData("color", "blue", "color was blue; it must be grey, rgb.")]
    [InlineData("range", "0", "range was 0; it must be the values of black and white")]
    public void Read_AValueThatIsNotAllowed_SaysWhatIs(string name, string value, string words) =>
        Assert.Contains(words, Assert.Throws<StudioException>(() => ReadingChoices.Read(new Dictionary<string, string> { [name] = value })).Message,
            StringComparison.Ordinal);

    private string WriteZip()
    {
        using (var zip = ZipFile.Open(folder.At("a.zip"), ZipArchiveMode.Create))
            for (var i = 0; i < 20; i++)
            {
                using var entry = zip.CreateEntry($"{(i % 2 == 0 ? "left" : "right")}/{i}.png").Open();
                var shade = i / 20f;
                entry.Write(ImageFile.Png(
                    new(3, 4, 6), [.. Enumerable.Repeat(shade, 24), .. Enumerable.Repeat(0.5f, 24), .. Enumerable.Repeat(1 - shade, 24)]));
            }
        return folder.At("a.zip");
    }
}
