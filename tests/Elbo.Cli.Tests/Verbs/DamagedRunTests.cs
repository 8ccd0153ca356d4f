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
    public async Task Evaluate_WeightsWithWhichSumsOverflow_AreNamed()
    {
        var run = await TinyData.TrainRun(folder);
        Fill(run, 1e15f, "encoder.fc1.weight", "latent_z.mu.weight", "decoder.fc1.weight");
        var ran = await Ran.Elbo("evaluate", run);
        Assert.Equal((ExitCode.Failed, ""), (ran.Code, ran.Out));
        Assert.Contains("its −ELBO is not a number. ", ran.Error, StringComparison.Ordinal);
        Assert.Contains("in tensor 'encoder.fc1.weight', is ±1E+15", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WeightsWhoseSquaresAreInfinite_AreRefusedByEveryVerb()
    {
        var run = await TinyData.TrainRun(folder);
        Fill(run, 3e38f, "encoder.fc1.weight");
        string[][] commands = [["evaluate", run], ["sample", run], ["encode", run, "--out", folder.At("codes.npz")], ["score", run]];
        foreach (var command in commands)
        {
            var ran = await Ran.Elbo(command);
            Assert.Equal((ExitCode.Failed, ""), (ran.Code, ran.Out));
            Assert.Contains("tensor 'encoder.fc1.weight' holds numbers whose squares are infinite", ran.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>Puts one number into all of some tensors.</summary>
    private static void Fill(string run, float value, params string[] tensors)
    {
        var weights = RunFolder.Open(run).WeightsPath;
        var bytes = File.ReadAllBytes(weights);
        var header = (int)BitConverter.ToInt64(bytes);
        using var names = JsonDocument.Parse(bytes.AsMemory(8, header));
        foreach (var tensor in tensors)
        {
            var place = names.RootElement.GetProperty(tensor).GetProperty("data_offsets");
            MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + header)[place[0].GetInt32()..place[1].GetInt32()]).Fill(value);
        }
        File.WriteAllBytes(weights, bytes);
    }

    private string Copy(string run)
    {
        foreach (var name in new[] { "run.json", "metrics.jsonl", "model.safetensors", "SHA256SUMS" })
            folder.Write(Path.Combine("copy", name), File.ReadAllBytes(Path.Combine(run, name)));
        return folder.At("copy");
    }
}
