using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>impute of a run on images of 6×5 pixels.</summary>
public sealed class ImageImputeTests : IDisposable
{
    private static readonly ImageShape Shape = new(1, 6, 5);
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Impute_Images_FillsWhatIsMissingAndShowsIt()
    {
        var run = await TinyData.TrainRun(folder);

        // The run's own test images: the truth is known.
        var halves = (await Ran.Elbo(
            "impute", run, "--limit", "3", "--region", "0,0,5,3", "--samples", "20", "--draws", "2", "--out", folder.At("halves.npz"), "--json")).Json();
        Assert.Equal((3, 45), (halves.GetProperty("examples").GetInt32(), halves.GetProperty("filled").GetInt32()));
        Assert.InRange(halves.GetProperty("hidden_rmse").GetDouble(), 0.01, 1);
        var arrays = NpzFile.Read(folder.At("halves.npz"));
        Assert.Equal(
            "mean float32 [3, 1, 6, 5], missing bool [3, 1, 6, 5], draws float32 [3, 2, 1, 6, 5]",
            string.Join(", ", arrays.Select(array => $"{array.Key} {array.Value}")));
        Assert.True(File.Exists(halves.GetProperty("sheet").GetString()));

        // One picture and a mask give another picture whose unmasked pixels stay the same.
        float[] pixels = [.. Enumerable.Range(0, 30).Select(i => i % 5 == 2 ? 1f : 0)];
        var picture = folder.Write("digit.png", ImageFile.Png(Shape, pixels));
        var mask = folder.Write("mask.png", ImageFile.Png(Shape, [.. Enumerable.Range(0, 30).Select(i => i < 10 ? 1f : 0)]));
        var ran = await Ran.Elbo("impute", run, picture, "--mask", mask, "--out", folder.At("whole.png"), "--sheet", folder.At("sheet.png"), "--samples", "20");
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Assert.Contains("1 image, 33.3 % of the pixels filled in", ran.Out, StringComparison.Ordinal);
        Assert.Equal(
            ExitCode.Done,
            (await Ran.Elbo("impute", run, folder.At("whole.png"), "--region", "0,0,1,1", "--out", folder.At("again.npy"), "--samples", "5")).Code);
        Assert.Equal(pixels[10..], NpyFile.Read(folder.At("again.npy")).Values<float>()[10..].ToArray());

        // An array with NaN, by the other method, into a folder.
        NpyFile.Write<float>(folder.At("holes.npy"), [.. pixels.Select((pixel, i) => i == 7 ? float.NaN : pixel), .. pixels], 2, 6, 5);
        Assert.Equal(
            ExitCode.Done,
            (await Ran.Elbo("impute", run, folder.At("holes.npy"), "--method", "gibbs", "--samples", "10", "--draws", "1", "--out", folder.At("filled"))).Code);
        Assert.Equal(
            ["0-draw-1.png", "0.png", "1-draw-1.png", "1.png"], Directory.GetFiles(folder.At("filled")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        // Never into a folder with other files, which is checked before anything is computed.
        (await Ran.Elbo("impute", folder.At("no-run"), "--out", folder.At("filled"))).AssertFailed(ExitCode.Failed, "holds files already");
        (await Ran.Elbo("impute", folder.At("no-run"), "--out", folder.At("x.npz"), "--sheet", folder.At("sheet.png")))
            .AssertFailed(ExitCode.Failed, "sheet.png exists already");
        // A value.
        Assert.Equal(
            12,
            (await Ran.Elbo("impute", run, folder.At("holes.npy"), "--missing-value", "1", "--samples", "5", "--out", folder.At("v.npz"), "--json"))
                .Json().GetProperty("filled").GetInt32());

        string[] common = ["--out", folder.At("x.npz")];
        await Refused("Nothing says which pixels of", [picture, .. common]);
        await Refused("--mask and --region each say which pixels are missing", [picture, "--mask", mask, "--region", "0,0,1,1", .. common]);
        await Refused("holds bytes, so it must be from 0 to 255", [picture, "--missing-value", "300", .. common]);
        await Refused("No pixel is missing", [picture, "--missing-value", "90", .. common]);
        await Refused("but the images are 5 pixels wide and 6 high", [picture, "--region", "0,0,6,5", .. common]);
        await Refused("the region hides every pixel", [picture, "--region", "0,0,5,6", .. common]);
        await Refused("--region was '1,2'; it must be left edge", [picture, "--region", "1,2", .. common]);
        var wide = folder.Write("wide.png", ImageFile.Png(new(1, 5, 6), [.. Enumerable.Range(0, 30).Select(i => i < 10 ? 1f : 0)]));
        await Refused("is 6×5 pixels, but the images that the model knows are 5×6", [picture, "--mask", wide, .. common]);
        await Refused("which is one picture, but there are 2 images", [folder.At("holes.npy"), "--out", folder.At("x.png")]);
        await Refused("ends in .png, .npy or .npz, or into a folder", [picture, "--mask", mask, "--out", folder.At("x.csv")]);

        async Task Refused(string message, string[] arguments) => (await Ran.Elbo(["impute", run, .. arguments])).AssertFailed(ExitCode.WrongUsage, message);
    }
}
