using System.Diagnostics;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Training;
using Elbo.Training;

namespace Elbo.Tests.Runs;

/// <summary>SHA256SUMS: what changes in a run's files after training is noticed, and nothing else is.</summary>
[Collection(TorchCollection.Name)]
public sealed class RunChecksumsTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    private RunFolder Opened => RunFolder.Open(Run);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("run.json")]
    [InlineData("metrics.jsonl")]
    [InlineData("model.safetensors")]
    public void FindDamage_OneBitFlipped_NamesTheFile(string name)
    {
        Small.Train(Run);
        Assert.Null(Opened.FindDamage());
        var path = Path.Combine(Run, name);
        var bytes = File.ReadAllBytes(path);
        bytes[^10] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal($"{Run}: {name} is not what training left there, by SHA256SUMS. Restore the folder from a copy, or, if you changed it yourself, delete SHA256SUMS.", Opened.FindDamage());
        File.Delete(Opened.ChecksumsPath);
        Assert.Null(Opened.FindDamage());
    }

    [Fact]
    public void FindDamage_FilesMissing_NamesThem()
    {
        Small.Train(Run);
        File.Delete(Opened.MetricsPath);
        File.Delete(Opened.WeightsPath);
        Assert.Contains("metrics.jsonl and model.safetensors are not", Opened.FindDamage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Checksums_OfStoppedRun_ThenOfResumed_HoldAndAreGoneMeanwhile()
    {
        Small.TrainUntil(Run, 17);
        Assert.Null(Opened.FindDamage());
        Assert.True(File.Exists(Opened.ChecksumsPath));
        using (var run = TrainingRun.Resume(Run, Small.Data))
        {
            Assert.False(File.Exists(Opened.ChecksumsPath));
            run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        }
        Assert.Equal(3, File.ReadAllLines(Opened.ChecksumsPath).Length);
        Assert.Null(Opened.FindDamage());
    }

    [Fact]
    public void Resume_WeightsDamaged_WarnsAndGoesOn()
    {
        Small.TrainUntil(Run, 17);
        File.AppendAllText(Opened.WeightsPath, "!");
        using var run = TrainingRun.Resume(Run, Small.Data);
        Assert.StartsWith($"{Run}: model.safetensors is not", run.Warning, StringComparison.Ordinal);
        run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        Assert.Null(Opened.FindDamage());
    }

    [Fact]
    public void Replace_ARun_TakesItsChecksumsAway()
    {
        Small.Train(Run);
        RunFolder.Create(Run, replace: true);
        Assert.False(File.Exists(Path.Combine(Run, "SHA256SUMS")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("what is this")]
    [InlineData("0000  ../../etc/passwd\n\n  \n")]
    [InlineData("\u001b[31m  run.json.bak")]
    public void FindDamage_OtherLines_AreNobodysBusiness(string text)
    {
        Small.Train(Run);
        File.WriteAllText(Opened.ChecksumsPath, text);
        Assert.Null(Opened.FindDamage());
    }

    [Fact]
    public void Checksums_AreWhatSha256sumReads()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sha256sum"), "sha256sum of GNU coreutils is not there.");
        Small.Train(Run);
        Assert.Equal(0, Check());
        File.AppendAllText(Opened.MetricsPath, "\n");
        Assert.Equal(1, Check());

        int Check()
        {
            using var check = Process.Start(new ProcessStartInfo("/usr/bin/sha256sum", ["--check", "--strict", "--status", "SHA256SUMS"]) { WorkingDirectory = Run })!;
            check.WaitForExit();
            return check.ExitCode;
        }
    }
}
