using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests;

/// <summary>
/// Training that is killed at any moment, with checkpoints written continually, and resumed ends like an uninterrupted training.
/// bench/reliability/crash.sh does the same with 200 kills.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private static readonly string[] Options = [.. TinyData.Net, "--epochs", "60", "--validation", "20", "--checkpoint-every", "1 steps"];
    private readonly TempFolder folder = new();

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("ELBO_CRASH_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 12;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Kill_AtManyMoments_ResumesToTheSameRun()
    {
        var data = TinyData.Write(folder);
        var whole = folder.At("whole");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(["train", data, "--out", whole, .. Options])).Code);

        var (kills, runs) = (0, 0);
        while (kills < Kills || runs == 0)
        {
            var run = folder.At($"run-{runs++}");
            while (!IsFinished(run))
            {
                var canResume = File.Exists(Path.Combine(run, "checkpoint", "state.safetensors"))
                    || File.Exists(Path.Combine(run, "checkpoint", "previous.safetensors"));
                using var process = ElboProcess.Start(canResume
                    ? ["train", "--resume", "--out", run]
                    : ["train", data, "--out", run, "--force", .. Options]);
                if (kills < Kills && await Killed(process, Delay(kills)))
                    kills++;
                else
                    Assert.Equal((ExitCode.Done, ""), await End(process));
            }
            foreach (var file in (string[])["model.safetensors", "checkpoint/state.safetensors"])
                Assert.Equal(await Bytes(whole, file), await Bytes(run, file));
            Assert.Equal(Metrics(whole), Metrics(run));
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills in {runs} runs");
    }

    /// <summary>Delays spread evenly from the first printed line to some time into the training.</summary>
    private static TimeSpan Delay(int kill) => TimeSpan.FromMilliseconds(500 * (kill * 0.6180339887 % 1));

    /// <summary>True if it was killed; false if it had already ended.</summary>
    private static async Task<bool> Killed(System.Diagnostics.Process process, TimeSpan delay)
    {
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await Task.Delay(delay, TestContext.Current.CancellationToken);
        if (process.HasExited)
            return false;
        process.Kill(); // SIGKILL: nothing in the process can see it
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode != 0;
    }

    private static async Task<(int, string)> End(System.Diagnostics.Process process)
    {
        var ran = await ElboProcess.End(process);
        return (ran.Code, ran.Error);
    }

    private static bool IsFinished(string run)
    {
        var path = Path.Combine(run, "run.json");
        return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path))!["status"]!.GetValue<string>() == "finished";
    }

    private static Task<byte[]> Bytes(string run, string file) => File.ReadAllBytesAsync(Path.Combine(run, file), TestContext.Current.CancellationToken);

    /// <summary>The lines without measured times.</summary>
    private static IEnumerable<string> Metrics(string run) => File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line =>
    {
        var row = JsonNode.Parse(line)!.AsObject();
        row.Remove("seconds");
        row.Remove("examples_per_second");
        return row.ToJsonString(JsonSerializerOptions.Default);
    });
}
