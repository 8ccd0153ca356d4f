using Elbo.Data;
using Elbo.Files.NumPy;
using Elbo.Models;
using SkiaSharp;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>Folders of images as DATA: outputs can be matched to input files.</summary>
public sealed class GivenExamplesTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Paths = ["0.png", "1.png", "10.png", "2.png", "3.png", "4.png", "5.png", "6.png", "7.png", "8.png", "9.png"];
    private readonly TempFolder folder = new();
    private string run = "";

    public async ValueTask InitializeAsync()
    {
        run = await TinyData.TrainRun(folder);
        for (var i = 0; i < Paths.Length; i++)
            Put($"scans/{i}.png", i);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        if (Directory.Exists(folder.Path))
            folder.Dispose();
    }

    /// <summary>A grey image with its own value.</summary>
    private void Put(string name, int number)
    {
        using var bitmap = new SKBitmap(5, 6);
        bitmap.Erase(new((byte)(20 * number), (byte)(20 * number), (byte)(20 * number)));
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        folder.Write(name, png.ToArray());
    }

    /// <summary>The codes of the images in the order of <see cref="Paths"/>.</summary>
    private float[] Expected()
    {
        using var vae = TrainedVae.Load(run);
        return vae.Encode(new ImageSet(new(1, 6, 5), Pixels()), TestContext.Current.CancellationToken).Mu;
    }

    private static byte[] Pixels() => [.. Paths.SelectMany(path => Enumerable.Repeat((byte)(20 * int.Parse(path[..^4], null)), 30))];

    [Theory]
    [InlineData("codes.csv")]
    [InlineData("codes.npz")]
    [InlineData("codes.npy")]
    public async Task Encode_Folder_GoesByNameAndCarriesNames(string file)
    {
        var ran = await Ran.Elbo("encode", run, folder.At("scans"), "--out", folder.At(file));
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        if (file.EndsWith(".csv", StringComparison.Ordinal))
        {
            var lines = await File.ReadAllLinesAsync(folder.At(file), TestContext.Current.CancellationToken);
            Assert.Equal(Paths, lines.Skip(1).Select(line => line.Split(',')[0]));
        }
        else if (file.EndsWith(".npz", StringComparison.Ordinal))
        {
            var arrays = NpzFile.Read(folder.At(file));
            Assert.Equal(Paths, arrays["example"].ToTexts());
            Assert.Equal(Expected(), arrays["mu"].Values<float>());
        }
        else
            Assert.Equal(Expected(), NpyFile.Read(folder.At(file)).Values<float>());
    }

    [Fact]
    public async Task Encode_TableOfARunOnImages_IsRefusedAsATable()
    {
        var table = folder.Write("people.csv", "age,size\n1,2\n"u8.ToArray());
        (await Ran.Elbo("encode", run, table, "--out", folder.At("x.npy")))
            .AssertFailed(ExitCode.WrongUsage, "learned from images of 6×5, and", "people.csv is a table");
    }

    [Fact]
    public async Task Encode_SingleImage_IsOneExample()
    {
        Put("one/x.png", 3);
        foreach (var data in new[] { folder.At("one"), folder.At("one", "x.png") })
        {
            var json = (await Ran.Elbo("encode", run, data, "--out", folder.At("one.csv"), "--force", "--json")).Json();
            Assert.Equal(1, json.GetProperty("examples").GetInt32());
            Assert.StartsWith(
                "x.png,", (await File.ReadAllLinesAsync(folder.At("one.csv"), TestContext.Current.CancellationToken))[1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Encode_NpyOfOneImage_IsOneExample()
    {
        NpyFile.Write<byte>(folder.At("one.npy"), Pixels().AsSpan(30, 30), 1, 6, 5);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, folder.At("one.npy"), "--out", folder.At("codes.npy"))).Code);
        Assert.Equal(Expected().AsSpan(2, 2), NpyFile.Read(folder.At("codes.npy")).Values<float>());
    }

    [Fact]
    public async Task Encode_FolderWithOtherFiles_TellsWhatWasLeftOut()
    {
        folder.Write("scans/notes.txt", [1]);
        var ran = await Ran.Elbo("encode", run, folder.At("scans"), "--out", folder.At("codes.npy"));
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Contains("1 file of other kinds (.txt) left out", ran.Error, StringComparison.Ordinal);
        Assert.Equal(folder.At("codes.npy"), ran.Out.Trim());
    }

    [Fact]
    public async Task Encode_FolderWithADamagedImage_NamesItOrLeavesItOut()
    {
        folder.Write("scans/00.png", [1]);
        string[] command = ["encode", run, folder.At("scans"), "--out", folder.At("codes.npy")];
        (await Ran.Elbo(command)).AssertFailed(ExitCode.Failed, "00.png", "--skip-bad");
        var ran = await Ran.Elbo([.. command, "--skip-bad"]);
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Contains("1 of 12 images left out: 00.png", ran.Error, StringComparison.Ordinal);
        Assert.Equal(Expected(), NpyFile.Read(folder.At("codes.npy")).Values<float>());
        (await Ran.Elbo("encode", run, "--out", folder.At("x.npy"), "--skip-bad"))
            .AssertFailed(ExitCode.WrongUsage, "--skip-bad was given", "DATA of image files");
    }

    [Fact]
    public async Task Denoise_IntoAFolder_NamesPicturesByTheirFiles()
    {
        Put("scans/sub/7.jpg.png", 1);
        var before = folder.Content().Length;
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("denoise", run, folder.At("scans"), "--out", folder.At("restored"))).Code);
        Assert.Equal(
            [.. Paths.Append("sub/7.jpg.png").Order(StringComparer.Ordinal)],
            Directory.GetFiles(folder.At("restored"), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder.At("restored"), path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal));
        Assert.Equal(before + 14, folder.Content().Length); // 12 pictures, 2 folders, nothing temporary
    }

    [Fact]
    public async Task Score_Folder_NamesExamplesAndLabelsByTheirFolders()
    {
        for (var i = 0; i < 4; i++)
            Put($"kinds/{(i % 2 == 0 ? "dark" : "light")}/{i}.png", 5 * (i % 2) + i);
        var json = (await Ran.Elbo("score", run, folder.At("kinds"), "--normal", "dark", "--out", folder.At("scores.csv"), "--json")).Json();
        Assert.InRange(json.GetProperty("auroc").GetDouble(), 0, 1);
        var lines = await File.ReadAllLinesAsync(folder.At("scores.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(
            ["dark/0.png,dark", "dark/2.png,dark", "light/1.png,light", "light/3.png,light"],
            lines.Skip(1).Select(line => string.Join(',', line.Split(',')[..2])));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, folder.At("kinds"), "--out", folder.At("scores.npz"))).Code);
        var arrays = NpzFile.Read(folder.At("scores.npz"));
        Assert.Equal(["example", "label", "label_name", "score", "rank", "anomaly"], arrays.Keys);
        Assert.Equal<byte>([0, 0, 1, 1], arrays["label"].Values<byte>().ToArray());
        Assert.Equal(["dark", "dark", "light", "light"], arrays["label_name"].ToTexts());
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, folder.At("kinds"), "--out", folder.At("scores.parquet"))).Code);
        (await Ran.Elbo("score", run, folder.At("kinds"), "--normal", "grey")).AssertFailed(ExitCode.WrongUsage, "'grey'", "The labels are dark, light.");
    }

    [Fact]
    public async Task Score_AgainOnOtherData_WritesAnotherSheet()
    {
        var first = (await Ran.Elbo("score", run, "--json")).Json().GetProperty("sheet").GetString();
        var second = (await Ran.Elbo("score", run, folder.At("scans"), "--quantile", "0.999", "--json")).Json().GetProperty("sheet").GetString();
        Assert.NotEqual(first, second);
        Assert.Contains("scans", Path.GetFileName(second), StringComparison.Ordinal);
        Assert.Contains("above 99.9 % of", (await Ran.Elbo("score", run, folder.At("scans"), "--quantile", "0.999")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encode_MoreDrawsThanAnArrayHolds_NamesSamplesAndLimit()
    {
        var latents = folder.At("wide");
        Assert.Equal(
            ExitCode.Done,
            (await Ran.Elbo(
                "train", folder.At("train-images-idx3-ubyte"), "--out", latents, "--epochs", "1", "--hidden", "4", "--latents", "2000",
                "--threads", "1")).Code);
        (await Ran.Elbo("encode", latents, folder.At("train-images-idx3-ubyte"), "--samples", "10000", "--out", folder.At("codes.npy")))
            .AssertFailed(ExitCode.WrongUsage, "200 examples with 10000 draws (--samples) of 2000 latents", "--limit");
    }

    /// <summary>Bytes of 0 and 1 are black and white by themselves, and nearly black where 255 is white.</summary>
    [Fact]
    public async Task Encode_ArrayWithARange_IsReadInIt()
    {
        byte[] pixels = [.. Enumerable.Range(0, 60).Select(i => (byte)(i * 7 % 3 % 2))];
        NpyFile.Write<byte>(folder.At("dark.npy"), pixels, 2, 6, 5);
        using var vae = TrainedVae.Load(run);
        Assert.Equal(Codes(pixels), await Encoded("--range", "0..255"));
        Assert.Equal(Codes([.. pixels.Select(pixel => (byte)(pixel * 255))]), await Encoded());
        (await Ran.Elbo("encode", run, "--range", "0..255", "--out", folder.At("own.npy")))
            .AssertFailed(ExitCode.WrongUsage, "--range was 0..255", "without DATA");

        float[] Codes(byte[] bytes) => vae.Encode(new ImageSet(new(1, 6, 5), bytes), TestContext.Current.CancellationToken).Mu;

        async Task<float[]> Encoded(params string[] more)
        {
            Assert.Equal(ExitCode.Done, (await Ran.Elbo(["encode", run, folder.At("dark.npy"), "--out", folder.At("z.npy"), "--force", .. more])).Code);
            return [.. NpyFile.Read(folder.At("z.npy")).Values<float>()];
        }
    }
}
