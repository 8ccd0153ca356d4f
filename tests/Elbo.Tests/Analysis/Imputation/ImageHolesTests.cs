using System.IO.Compression;
using Elbo.Analysis.Imputation;
using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Models;
using Elbo.Reports.Figures.Drawing;
using Elbo.Tests.Data;
using Elbo.Tests.Evaluation;
using Elbo.Tests.Training;

namespace Elbo.Tests.Analysis.Imputation;

[Collection(TorchCollection.Name)]
public sealed class ImageHolesTests : IDisposable
{
    private static readonly ImageShape Shape = new(1, 2, 3);
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_RegionsAndValues_HideTheirPixels()
    {
        var mask = PixelMask.Of(Shape, [new(1, 0, 2, 1), new(0, 1, 1, 1)]);
        Assert.Equal([false, true, true, true, false, false], mask.Missing.ToArray());
        var holes = ImageHoles.Of(Shape, [0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f], mask);
        Assert.Equal([0, float.NaN, float.NaN, float.NaN, 0.4f, 0.5f], holes.Pixels.ToArray());
        Assert.Equal((1, 3, "0"), (holes.Count, holes.Missing, holes.Names[0]));

        // A pixel is missing if every channel has the missing value.
        var colored = new ImageSet(new(3, 1, 2), (byte[])[7, 7, 7, 9, 7, 7]);
        Assert.Equal([true, false, true, false, true, false], ImageHoles.Of(colored, value: 7).Pixels.ToArray().Select(float.IsNaN));
    }

    [Fact]
    public void Of_NothingOrEverythingMissing_IsRefused()
    {
        float[] one = [0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f];
        Refused("No pixel is missing", () => ImageHoles.Of(Shape, one, value: 0.9f));
        Refused("every pixel of image 1 is missing", () => ImageHoles.Of(Shape, [.. one, .. Enumerable.Repeat(float.NaN, 6)]));
        Refused("image 0 holds the value 1.5", () => ImageHoles.Of(Shape, [1.5f, .. one[1..]]));
        Refused("no whole number of images", () => ImageHoles.Of(Shape, one.AsSpan(1)));
        Refused("the region was 2,0,2,1 (x, y, width, height), but the images are 3 pixels wide and 2 high", () => PixelMask.Of(Shape, [new(2, 0, 2, 1)]));
        Refused("the region hides every pixel", () => PixelMask.Of(Shape, [new(0, 0, 3, 2)]));
        Refused("the mask is 3×1 pixels, but the images are 3×2", () => ImageHoles.Of(Shape, one, PixelMask.Of(new(1, 1, 3), [new(0, 0, 1, 1)])));
    }

    [Fact]
    public void Read_MaskOfAPictureOrAnArray_IsTheSame()
    {
        var picture = folder.Write("mask.png", ImageFile.Png(Shape, [1, 0, 0, 0, 0, 0.9f]));
        NpyFile.Write<byte>(folder.File("mask.npy"), [2, 0, 0, 0, 0, 1], 2, 3);
        foreach (var path in (string[])[picture, folder.File("mask.npy")])
            Assert.Equal([true, false, false, false, false, true], PixelMask.Read(path, Shape).Missing.ToArray());
        Refused("is 3×2 pixels, but the images that the model knows are 2×3 (width × height)", () => PixelMask.Read(picture, new(1, 3, 2)));
        Refused("hides no pixel", () => PixelMask.Read(folder.Write("black.png", ImageFile.Png(Shape, new float[6])), Shape));
        Refused("hides every pixel", () => PixelMask.Read(folder.Write("white.png", ImageFile.Png(Shape, [1, 1, 1, 1, 1, 1])), Shape));
        Assert.Contains(
            "cannot be read as a picture",
            Assert.Throws<DataException>(() => PixelMask.Read(folder.Write("bad.png", [1, 2, 3]), Shape)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FilesOfImages_KeepWhatIsMissing()
    {
        NpyFile.Write<float>(folder.File("holes.npy"), [0, float.NaN, 0.5f, 1, 0, 0], 1, 2, 3);
        Assert.Equal([0, float.NaN, 0.5f, 1, 0, 0], ImageHolesFile.Read(folder.File("holes.npy"), Shape));
        NpyFile.Write<byte>(folder.File("bytes.npy"), [0, 51, 255, 0, 0, 0], 2, 3);
        Assert.Equal([0, 0.2f, 1, 0, 0, 0], ImageHolesFile.Read(folder.File("bytes.npy"), Shape));
        var run = new DataOptions { Range = new(-1, 1) };
        NpyFile.Write<float>(folder.File("signed.npy"), [-1, float.NaN, 0, 1, 0, 0], 1, 2, 3);
        Assert.Equal([0, float.NaN, 0.5f, 1, 0.5f, 0.5f], ImageHolesFile.Read(folder.File("signed.npy"), Shape, run));
        Assert.Equal([0, 0.2f, 1, 0, 0, 0], ImageHolesFile.Read(folder.File("bytes.npy"), Shape, run));
        NpzFile.Write(
            folder.File("holes.npz"),
            new Dictionary<string, NpyArray>
            {
                ["images"] = NpyArray.Of<double>([0, 0, 0, 0, 0, double.NaN], 1, 1, 2, 3),
                ["other"] = NpyArray.Of<int>([1], 1),
            });
        using (var zip = ZipFile.Open(folder.File("holes.npz"), ZipArchiveMode.Update))
        using (var objects = zip.CreateEntry("metadata.npy").Open())
            objects.Write("Python objects"u8); // not needed, so not read
        Assert.True(float.IsNaN(ImageHolesFile.Read(folder.File("holes.npz"), Shape)[5]));
        // A picture of twice the size is scaled to the model's.
        var picture = folder.Write("picture.png", ImageFile.Png(new(1, 4, 6), Enumerable.Repeat(0.4f, 24).ToArray()));
        Assert.All(ImageHolesFile.Read(picture, Shape), pixel => Assert.Equal(0.4f, pixel, 1e-6f));
        Assert.Contains(
            "Give an array of shape [N, 1, 3, 2]",
            Assert.Throws<DataException>(() => ImageHolesFile.Read(folder.File("holes.npy"), new(1, 3, 2))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Mean_ImageHoles_KeepsWhatWasGivenAndFillsAsPixelsDo()
    {
        using var model = new LinearGaussian();
        var shape = model.Model.Options.Shape;
        using var vae = new TrainedVae(model.Model, Binarization.None);
        float[] pixels = [.. LinearGaussian.Images(5).Pixels.ToArray().Select(pixel => pixel / 255f)];
        var mask = PixelMask.Of(shape, [new(0, 0, 1, 1)]);
        var holes = ImageHoles.Of(shape, pixels, mask);
        var told = new List<int>();
        var filled = Imputer.Mean(vae, holes, new() { Samples = 50 }, new Told(told), Cancellation);
        Assert.Equal(Imputer.Mean(vae, holes.Pixels.ToArray(), new() { Samples = 50 }, Cancellation), filled);
        Assert.Equal(5, told[^1]);
        Assert.Equal(
            Imputer.Draw(vae, holes.Pixels.ToArray(), 1, new() { Samples = 50 }, Cancellation),
            Imputer.Draw(vae, holes, 1, new() { Samples = 50 }, cancellation: Cancellation));

        // A model of black and white: grey pixels that are not missing stay grey.
        using var binary = new TrainedVae(new Vae(new() { Shape = shape, Hidden = [4], DecoderHidden = [4], Latents = 2 }, seed: 1), Binarization.Threshold);
        filled = Imputer.Mean(binary, holes, new() { Samples = 20 }, cancellation: Cancellation);
        for (var i = 0; i < filled.Length; i++)
            if (!float.IsNaN(holes.Pixels[i]))
                Assert.Equal(holes.Pixels[i], filled[i]);
        Assert.DoesNotContain(float.NaN, filled);
        var bits = ImageHoles.Of(shape, [.. pixels.Select(pixel => pixel > 0.5f ? 1f : 0)], mask);
        Assert.Equal(Where(holes, Imputer.Mean(binary, bits, new() { Samples = 20 }, cancellation: Cancellation)), Where(holes, filled));

        static float[] Where(ImageHoles holes, float[] values) => [.. values.Where((_, i) => float.IsNaN(holes.Pixels[i]))];
    }

    private static void Refused(string message, Action use) => Assert.Contains(message, Assert.Throws<OptionsException>(use).Message, StringComparison.Ordinal);

    private sealed class Told(List<int> done) : IProgress<int>
    {
        public void Report(int value) => done.Add(value);
    }
}
