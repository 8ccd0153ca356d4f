using System.Runtime.InteropServices;
using System.Text.Json;
using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>Every verb that reads a run warns if its files differ from what training left, and still does its work.</summary>
public sealed class DamagedRunTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_OneBitOfTheWeightsFlipped_IsWarnedOfByEveryVerb()
    {
        var run = await TinyData.TrainRun(folder);
        var weights = RunFolder.Open(run).WeightsPath;
        var bytes = File.ReadAllBytes(weights);
        bytes[^4] ^= 1;
        string[][] commands =
        [
            ["evaluate", run],
            ["sample", run, "--count", "1", "--force"],
            ["export", run, "--force"],
            ["report", run],
            ["encode", run, "--out", folder.At("codes.npz"), "--force"],
            ["compare", run, Copy(run)],
        ];
        foreach (var damaged in new[] { false, true })
        {
            if (damaged)
                File.WriteAllBytes(weights, bytes);
            foreach (var command in commands)
            {
                var ran = await Ran.Elbo(command);
                Assert.Equal(ExitCode.Done, ran.Code);
                if (damaged)
                    Assert.Contains($"elbo: warning: {run}: model.safetensors differs from what training left", ran.Error, StringComparison.Ordinal);
                else
                    Assert.DoesNotContain("warning", ran.Error, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Evaluate_WeightsThatOverflow_AreNamed()
    {
        var run = await TinyData.TrainRun(folder);
        var weights = RunFolder.Open(run).WeightsPath;
        var bytes = File.ReadAllBytes(weights);
        var header = (int)BitConverter.ToInt64(bytes);
        var tensor = JsonDocument.Parse(bytes.AsMemory(8, header)).RootElement.GetProperty("encoder.fc1.weight").GetProperty("data_offsets");
        MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + header)[tensor[0].GetInt32()..tensor[1].GetInt32()]).Fill(3e38f);
        File.WriteAllBytes(weights, bytes);
        var ran = await Ran.Elbo("evaluate", run);
        Assert.Equal((ExitCode.Failed, ""), (ran.Code, ran.Out));
        Assert.Contains("its −ELBO is not a number. ", ran.Error, StringComparison.Ordinal);
        Assert.Contains("in tensor 'encoder.fc1.weight', is ±3E+38", ran.Error, StringComparison.Ordinal);
    }

    private string Copy(string run)
    {
        foreach (var name in new[] { "run.json", "metrics.jsonl", "model.safetensors", "SHA256SUMS" })
            folder.Write(Path.Combine("copy", name), File.ReadAllBytes(Path.Combine(run, name)));
        return folder.At("copy");
    }
}
