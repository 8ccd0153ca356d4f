using System.Text.Json;

namespace Elbo.Cli.Tests.Verbs;

public sealed class BenchVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Steps_Quick_PrintOneDocumentAndWriteItsFiles()
    {
        var ran = await Ran.Elbo("bench", "--quick", "--only", "steps", "--rounds", "1", "--json", "--out", folder.At("b"));
        var document = ran.Json();
        AssertKeys(document, "date", "machine", "rounds", "quick", "threads", "peak_gflops", "steps", "peak_bytes");
        Assert.Equal(1, document.GetProperty("rounds").GetInt32());
        AssertKeys(document.GetProperty("machine"), "run", "model", "vectors", "settings");
        var steps = document.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal(6, steps.Count(step => step.GetProperty("engine").GetString() == "eager"));
        foreach (var step in steps)
        {
            var isTable = step.GetProperty("net").GetString()!.StartsWith("table", StringComparison.Ordinal);
            AssertKeys(step, "net", "width", "batch", "threads", "engine", "milliseconds", "peak_share", "examples_per_second", "seconds_per_epoch");
            Assert.Equal(!isTable, step.TryGetProperty("times_eager", out _));
            var examples = step.GetProperty("examples_per_second").GetDouble() * step.GetProperty("seconds_per_epoch").GetDouble();
            Assert.Equal(isTable ? 32_000 : 60_000, examples, 1e-6);
        }
        foreach (var other in new[] { "over_batch", "over_width", "over_threads", "inference", "start" })
            Assert.False(document.TryGetProperty(other, out _), other);

        Assert.Equal(ran.Out.TrimEnd(), File.ReadAllText(folder.At("b", "bench.json")).TrimEnd());
        Assert.True(File.Exists(folder.At("b", "bench.md")) && File.Exists(folder.At("b", "bench.png")));
    }

    [Fact]
    public async Task Start_Quick_RunsAFreshProcess()
    {
        var start = (await Ran.Elbo("bench", "--quick", "--only", "start", "--rounds", "1", "--json")).Json().GetProperty("start");
        AssertKeys(start.GetProperty("seconds"), "median", "least", "most");
        // MNIST's training images by themselves are 47 MB.
        Assert.InRange(start.GetProperty("peak_bytes").GetInt64(), 47_040_000, long.MaxValue);
    }

    [Fact]
    public async Task Out_ThatHoldsResults_IsRefusedBeforeAnythingIsMeasured()
    {
        folder.Write("bench.md", [1]);
        (await Ran.Elbo("bench", "--out", folder.Path)).AssertFailed(ExitCode.Failed, "bench.md exists already", "--force");
        Assert.Equal([1], File.ReadAllBytes(folder.At("bench.md")));
    }

    [Theory]
    [InlineData("--only", "stpes", "--only was 'stpes'; it must be one or more of steps, bounds, scaling, inference, data, start")]
    [InlineData("--rounds", "-3", "rounds was -3; it must be from 1 to 1000")]
    [InlineData("--threads", "5000", "threads was 5000; it must be from 1 to 4096")]
    public async Task Options_OutOfRange_AreNamed(string option, string value, string message) =>
        (await Ran.Elbo("bench", option, value)).AssertFailed(ExitCode.WrongUsage, message);

    private static void AssertKeys(JsonElement element, params string[] keys) =>
        Assert.All(keys, key => Assert.True(element.TryGetProperty(key, out _), $"{key} is missing in {element}"));
}
