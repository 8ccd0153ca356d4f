using System.Diagnostics;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Training;

namespace Elbo.Tests.Runs;

/// <summary>SHA256SUMS: changes to a run's files after training are noticed, and nothing else is.</summary>
[Collection(TorchCollection.Name)]
public sealed class RunChecksumsTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    private RunFolder Opened => RunFolder.Open(Run);

    public void Dispose() => folder.Dispose();

    private string[] Content() =>
        [
            .. Directory.GetFiles(Run, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path) != ".lock")
                .Order(StringComparer.Ordinal)
                .Select(path => path + Convert.ToHexString(File.ReadAllBytes(path))),
        ];

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
        Assert.Equal(
            $"{Run}: {name} differs from what training left. Restore the folder from a copy, or, if you changed it yourself, delete SHA256SUMS.",
            Opened.FindDamage());
        File.Delete(Opened.ChecksumsPath);
        Assert.Null(Opened.FindDamage());
    }

    [Fact]
    public void FindDamage_FileFarTooLarge_IsNotReadWhole()
    {
        Small.Train(Run);
        using (var file = File.OpenWrite(Opened.MetricsPath))
            file.SetLength(1L << 40); // a terabyte of holes: hashing it would take many minutes
        Assert.Contains("metrics.jsonl differs", Opened.FindDamage(), StringComparison.Ordinal);
    }

    [Fact]
    public void FindDamage_FilesMissing_NamesThem()
    {
        Small.Train(Run);
        File.Delete(Opened.MetricsPath);
        File.Delete(Opened.WeightsPath);
        Assert.Contains("metrics.jsonl and model.safetensors differ", Opened.FindDamage(), StringComparison.Ordinal);
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

    [Theory]
    [InlineData("run.json")]
    [InlineData("metrics.jsonl")]
    [InlineData("model.safetensors")]
    public void Resume_AFileHasChanged_IsRefusedAndTouchesNothing(string name)
    {
        Small.TrainUntil(Run, 17);
        File.AppendAllText(Path.Combine(Run, name), "\n");
        var before = Content();
        Assert.StartsWith($"{Run}: {name} differs", Assert.Throws<RunException>(() => TrainingRun.Resume(Run, Small.Data)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Content());
    }

    [Fact]
    public void Resume_BestWeightsAreGone_IsRefused()
    {
        var training = Small.Training with { Validation = 20 };
        Small.TrainUntil(Run, 17, training);
        File.Delete(Opened.ChecksumsPath);
        File.Delete(Opened.WeightsPath);
        Assert.Contains(
            "it held the weights of epoch", Assert.Throws<RunException>(() => TrainingRun.Resume(Run, Small.Data)).Message, StringComparison.Ordinal);
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
    [InlineData("\u001b[31m  run.json")]
    public void FindDamage_NoListOfChecksums_IsItselfDamaged(string text)
    {
        Small.Train(Run);
        File.WriteAllText(Opened.ChecksumsPath, text);
        Assert.Contains("SHA256SUMS differs from what training left", Opened.FindDamage(), StringComparison.Ordinal);
    }

    [Fact]
    public void FindDamage_LinesOfOtherFiles_AreNobodysBusiness()
    {
        Small.Train(Run);
        File.AppendAllText(Opened.ChecksumsPath, new string('0', 64) + "  ../../etc/passwd\n");
        Assert.Null(Opened.FindDamage());
    }

    [Fact]
    public void FindDamage_AFolderInItsPlace_IsDamage()
    {
        Small.Train(Run);
        File.Delete(Opened.ChecksumsPath);
        Directory.CreateDirectory(Opened.ChecksumsPath);
        Assert.Contains("SHA256SUMS differs from what training left", Opened.FindDamage(), StringComparison.Ordinal);
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
            using var check = Process.Start(
                new ProcessStartInfo("/usr/bin/sha256sum", ["--check", "--strict", "--status", "SHA256SUMS"]) { WorkingDirectory = Run })!;
            check.WaitForExit();
            return check.ExitCode;
        }
    }
}
