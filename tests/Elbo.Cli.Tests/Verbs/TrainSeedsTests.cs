using System.Text.Json;
using Elbo.Exchange;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Cli.Tests.Verbs;

public sealed class TrainSeedsTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Series => folder.At("series");

    [Fact]
    public async Task Seeds_OfARecipe_GiveMeanAndStandardErrorOfTheirRuns()
    {
        var document = (await Train("--seeds", "3", "--seed", "7", "--json")).Json();
        double[] runs = [.. document.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("test").GetProperty("neg_elbo").GetDouble())];
        Assert.Equal(3, runs.Distinct().Count());
        var test = document.GetProperty("test").GetProperty("neg_elbo");
        var mean = runs.Average();
        Assert.Equal(mean, test.GetProperty("mean").GetDouble(), 1e-9);
        Assert.Equal(Math.Sqrt(runs.Sum(run => (run - mean) * (run - mean)) / 2 / 3), test.GetProperty("standard_error").GetDouble(), 1e-9);

        using var file = JsonDocument.Parse(File.ReadAllText(folder.At("series", "seeds.json")));
        Assert.Equal([7UL, 8, 9], file.RootElement.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetUInt64()));
        Assert.Equal(3, file.RootElement.GetProperty("finished").GetInt32());
        Assert.Equal(mean, file.RootElement.GetProperty("test").GetProperty("neg_elbo").GetProperty("mean").GetDouble(), 1e-9);

        // Each is the same as a separate training.
        var alone = await Ran.Elbo(
            ["train", folder.At("train-images-idx3-ubyte"), "--out", folder.At("alone"), "--epochs", "2", "--seed", "8", "--json", .. TinyData.Net]);
        Assert.Equal(runs[1], alone.Json().GetProperty("test").GetProperty("neg_elbo").GetDouble());
    }

    [Fact]
    public async Task Resume_SkipsFinishedRunsGoesOnWithTheOneThatIsNotAndBeginsTheRest()
    {
        var whole = (await Train("--seeds", "3", "--json")).Json();
        var untouched = File.GetLastWriteTimeUtc(folder.At("series", "seed-0", "model.safetensors"));
        // The state after a crash: the second run has finished its first epoch, the third has not begun.
        Directory.Delete(folder.At("series", "seed-1"), recursive: true);
        Directory.Delete(folder.At("series", "seed-2"), recursive: true);
        await Ran.Elbo(
            ["train", folder.At("train-images-idx3-ubyte"), "--out", folder.At("series", "seed-1"), "--seed", "1", "--epochs", "1", .. TinyData.Net]);
        var resumed = await Ran.Elbo("train", "--resume", "--out", Series, "--epochs", "2", "--json");
        Assert.Contains("done already", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(untouched, File.GetLastWriteTimeUtc(folder.At("series", "seed-0", "model.safetensors")));
        using var document = JsonDocument.Parse(resumed.Out);
        Assert.Equal(Mean(whole), Mean(document.RootElement), 1e-9);
        Assert.Equal(["--seed", "2", "--threads", "1"], Command(2).TakeLast(4));
    }

    [Fact]
    public async Task Resume_WithMoreSeeds_AddsThem()
    {
        await Train("--seeds", "1");
        var screen = await Ran.Elbo("train", "--resume", "--out", Series, "--seeds", "2");
        Assert.Equal((ExitCode.Done, ""), (screen.Code, screen.Error));
        Assert.Contains("mean", screen.Out, StringComparison.Ordinal);
        Assert.Equal([0UL, 1], SeedSeries.Read(Series).Seeds);
    }

    [Fact]
    public async Task Resume_WithMoreSeedsAndEpochs_EachCommandRepeatsItsRun()
    {
        await Train("--seeds", "1", "--seed", "7");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", Series, "--seeds", "2", "--epochs", "3")).Code);
        string[] expected =
            [
                "elbo", "train", folder.At("train-images-idx3-ubyte"), "--hidden", "8", "--latents", "2", "--epochs", "3", "--batch", "20", "--seed", "7",
                "--threads", "1",
            ];
        Assert.Equal(expected, Command(7));
        expected[12] = "8";
        Assert.Equal(expected, Command(8));
    }

    [Theory]
    [InlineData("seeds was 0", "--seeds", "0")]
    [InlineData("no seed above", "--seeds", "2", "--seed", "18446744073709551615")]
    public async Task Seeds_OutOfRange_AreRefusedAndNothingIsWritten(string message, params string[] options)
    {
        (await Train(options)).AssertFailed(ExitCode.WrongUsage, message);
        Assert.False(Directory.Exists(Series));
    }

    [Fact]
    public async Task Out_ThatIsTaken_IsNamed()
    {
        await Train("--seeds", "1");
        (await Train("--seeds", "2")).AssertFailed(ExitCode.Failed, "already holds a series of seeds", "--resume", "--force");
        (await Ran.Elbo("train", folder.At("train-images-idx3-ubyte"), "--seeds", "2", "--out", folder.At("series", "seed-0")))
            .AssertFailed(ExitCode.Failed, "holds a run");
        (await Ran.Elbo("train", "--resume", "--out", Series, "--seed", "4", "--seeds", "2")).AssertFailed(ExitCode.WrongUsage, "the series begins with 0");
        Assert.Equal(ExitCode.Done, (await Train("--seeds", "2", "--force")).Code);
    }

    private async Task<Ran> Train(params string[] options) =>
        await Ran.Elbo(["train", TinyData.Write(folder), "--out", Series, "--epochs", "2", .. options, .. TinyData.Net]);

    private IReadOnlyList<string> Command(ulong seed) => RunFolder.Open(SeedSeries.RunPath(Series, seed)).ReadManifest().Command!;

    private static double Mean(JsonElement document) => document.GetProperty("test").GetProperty("neg_elbo").GetProperty("mean").GetDouble();
}
