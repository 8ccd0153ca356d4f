using System.Text.Json;
using Elbo.Files.NumPy;
using Elbo.Runs;
using SkiaSharp;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>A folder of images from the first look to the report.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Photos => folder.At("photos");

    public void Dispose() => folder.Dispose();

    private void Put(string name, SKColor left, SKColor right, int width = 8, int height = 6)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, x < width / 2 ? left : right);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        folder.Write($"photos/{name}.png", png.ToArray());
    }

    private void PutFlags()
    {
        for (var i = 0; i < 30; i++)
        {
            Put($"warm/{i}", new((byte)(200 + i), 0, (byte)i), SKColors.Yellow);
            Put($"cold/{i}", SKColors.Blue, new(0, (byte)(100 + i), 255));
        }
    }

    [Fact]
    public async Task Figures_FewerExamplesThanUsual_TakeThose()
    {
        PutFlags();
        var (run, few) = (folder.At("run"), folder.At("photos/cold"));
        foreach (var file in Directory.GetFiles(few).Skip(6))
            File.Delete(file);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(["train", few, "--epochs", "1", "--out", run, .. TinyData.Net])).Code);
        foreach (var split in new[] { "test", "train" })
        {
            var ran = await Ran.Elbo("reconstruct", run, "--split", split);
            Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        }
        (await Ran.Elbo("reconstruct", run, "--count", "50")).AssertFailed(ExitCode.WrongUsage, "--first and --count asked for example");
        (await Ran.Elbo("reconstruct", run, "--first", "50")).AssertFailed(ExitCode.WrongUsage, "--first asked for example 50");
        Assert.Contains("-to-", (await Ran.Elbo("interpolate", run, "--split", "train")).Out, StringComparison.Ordinal);
    }

    /// <summary>The largest value of the new array would make it ten bits.</summary>
    [Fact]
    public async Task Train_ArrayOfTwelveBits_ReadsNewDataByTheSameRange()
    {
        NpyFile.Write<ushort>(folder.At("a.npy"), [.. Enumerable.Range(0, 40 * 12).Select(i => (ushort)(i * 97 % 4096))], 40, 3, 4);
        var run = folder.At("run");
        var ran = await Ran.Elbo(["train", folder.At("a.npy"), "--epochs", "1", "--out", run, .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Assert.Contains("4095 as white", ran.Out, StringComparison.Ordinal);
        Assert.Equal(new(0, 4095), RunFolder.Open(run).ReadManifest().Data.Options!.Range);
        NpyFile.Write<ushort>(folder.At("new.npy"), [.. Enumerable.Range(0, 24).Select(i => (ushort)(i * 40))], 2, 3, 4);
        NpyFile.Write<byte>(folder.At("bytes.npy"), [.. Enumerable.Range(0, 24).Select(i => (byte)Math.Round(i * 40 * 255 / 4095.0))], 2, 3, 4);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, folder.At("new.npy"), "--out", folder.At("new-codes.npy"))).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, folder.At("bytes.npy"), "--out", folder.At("codes.npy"))).Code);
        Assert.Equal(File.ReadAllBytes(folder.At("codes.npy")), File.ReadAllBytes(folder.At("new-codes.npy")));
        ran = await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "2");
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "3", "--range", "0..9999")).AssertFailed(ExitCode.WrongUsage, "--range");
    }

    [Fact]
    public async Task Train_FolderOfColorImages_KeepsItsOptionsThroughResumeEvaluateAndReport()
    {
        PutFlags();
        var run = folder.At("run");
        var ran = await Ran.Elbo(["train", Photos, "--size", "4x3", "--fit", "stretch", "--epochs", "1", "--out", run, .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        using (var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "run.json"))))
        {
            var options = json.RootElement.GetProperty("data").GetProperty("options");
            Assert.Equal((4, "stretch"), (options.GetProperty("size").GetProperty("width").GetInt32(), options.GetProperty("fit").GetString()));
            Assert.Equal(3, json.RootElement.GetProperty("model").GetProperty("shape").GetProperty("channels").GetInt32());
            Assert.Equal(
                ["--size", "4x3", "--fit", "stretch"],
                json.RootElement.GetProperty("command").EnumerateArray().Select(word => word.GetString()!).Skip(3).Take(4));
        }
        string[][] commands =
        [
            ["train", "--resume", "--out", run, "--epochs", "2", "--threads", "1"], ["evaluate", run], ["report", run], ["reconstruct", run],
        ];
        foreach (var command in commands)
        {
            ran = await Ran.Elbo(command);
            Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        }
        (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "3", "--size", "5"))
            .AssertFailed(ExitCode.WrongUsage, "--size", "Leave it out to resume.");
    }

    [Fact]
    public async Task Import_OfARunOnColorImages_TakesTheOptionsThatTheyAreReadBy()
    {
        PutFlags();
        string[] read = ["--size", "4x3", "--fit", "stretch"];
        var ran = await Ran.Elbo(["train", Photos, .. read, "--epochs", "1", "--out", folder.At("run"), .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        string[] import = ["import", folder.At("run", "model.safetensors"), "--data", Photos, "--out", folder.At("copy")];
        (await Ran.Elbo(import)).AssertFailed(ExitCode.WrongUsage, "the images are 3×6×8, but the file's model takes 3×3×4");
        ran = await Ran.Elbo([.. import, .. read]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Assert.Equal(
            ["elbo", "import", folder.At("run", "model.safetensors"), "--data", Photos, .. read], RunFolder.Open(folder.At("copy")).ReadManifest().Command);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("evaluate", folder.At("copy"))).Code);
    }

    [Fact]
    public async Task Inspect_Folder_ShowsClassNamesAndWhatWasLeftOut()
    {
        PutFlags();
        folder.Write("photos/warm/bad.png", [1, 2, 3]);
        (await Ran.Elbo("data", "inspect", Photos)).AssertFailed(ExitCode.Failed, "warm/bad.png", "--skip-bad");
        var ran = await Ran.Elbo("data", "inspect", Photos, "--skip-bad");
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        foreach (var part in new[] { "3×6×8, colour", "warm/bad.png", "cold", "warm" })
            Assert.Contains(part, ran.Out, StringComparison.Ordinal);
        var json = (await Ran.Elbo("data", "inspect", Photos, "--skip-bad", "--json")).Json();
        Assert.Equal("warm", json.GetProperty("splits")[0].GetProperty("labels")[1].GetProperty("name").GetString());
        Assert.Single(json.GetProperty("notes").EnumerateArray());
    }

    [Theory]
    [InlineData("--size", "big", "64x48")]
    [InlineData("--size", "0", "from 1 to 4096")]
    [InlineData("--fit", "squeeze", "crop, pad, stretch")]
    [InlineData("--color", "cmyk", "grey, rgb")]
    [InlineData("--background", "blurple", "#rrggbb")]
    public async Task Train_WrongImageOption_NamesTheAllowed(string option, string value, string part)
    {
        PutFlags();
        (await Ran.Elbo("train", Photos, option, value)).AssertFailed(ExitCode.WrongUsage, value, part);
    }
}
