using System.Diagnostics;
using Elbo.Compute.Native;
using Elbo.Compute.Native.Loading;
using TorchSharp;

namespace Elbo.Tests.Compute.Native;

public sealed class LibtorchTests
{
    [Fact]
    public void TorchSharp_NothingCalledBefore_Computes()
    {
        using var scope = torch.NewDisposeScope();
        var product = torch.eye(3).mul(2).matmul(torch.arange(3, torch.float32)); // [3, 3] × [3]
        Assert.Equal([0f, 2f, 4f], product.data<float>().ToArray());
    }

    [Fact]
    public void Load_ManyThreadsAtOnce_Succeeds()
    {
        Parallel.For(0, 8, _ => Libtorch.Load());
        Assert.Equal(1, torch.ones(1).ToSingle());
    }

    [Fact]
    public void Load_Done_LeavesNoCopyBesideTheProgram()
    {
        Libtorch.Load();
        Assert.False(Directory.Exists(Path.Combine(AppContext.BaseDirectory, "cpu")));
    }

    [Fact]
    public async Task TorchSharp_FreshProcessesAndEmptyCache_BothComputeAndShareOneCopy()
    {
        Libtorch.Load();
        using var cache = new TemporaryFolder();
        var source = TorchSharpFile.Read();
        var children = new[] { Start(cache.Path), Start(cache.Path) };
        foreach (var child in children)
        {
            var output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(child.ExitCode == 0 && output.Contains("Total: 1,", StringComparison.Ordinal), output);
            child.Dispose();
        }
        var copies = Directory.GetFiles(cache.Path, "*", SearchOption.AllDirectories);
        if (LibtorchLoader.Corrected is null)
            Assert.Empty(copies);
        else
            Assert.Equal(Correction.Apply(source), await File.ReadAllBytesAsync(Assert.Single(copies), TestContext.Current.CancellationToken));
        Assert.Equal(source, TorchSharpFile.Read());
    }

    [Fact]
    public void Gather_ThisMachine_IsReadyWithFacts()
    {
        var report = SystemReport.Gather();
        Assert.True(report.IsReady, report.Remedy);
        Assert.Contains("cpu", report.Libtorch.Devices);
        Assert.True(report.Libtorch.Threads > 0);
        Assert.True(report.Memory.Total > 0);
        Assert.NotEmpty(report.Cpu.Name);
        Assert.StartsWith("0.107", report.Libtorch.TorchSharpVersion, StringComparison.Ordinal);
        Assert.Equal(OperatingSystem.IsLinux(), report.Libtorch.LibstdcxxVersion is not null);
    }

    [Fact]
    public void Parse_Meminfo_IsInBytes() =>
        Assert.Equal(23000L * 1024, MemoryFacts.Parse(["MemTotal:       24684096 kB", "MemAvailable:      23000 kB"]));

    // The tests are a program: a separate process runs the one test that calls TorchSharp first.
    static Process Start(string cache)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(LibtorchTests).Assembly.Location);
        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(LibtorchTests).FullName}.{nameof(TorchSharp_NothingCalledBefore_Computes)}");
        start.Environment["ELBO_CACHE"] = cache;
        return Process.Start(start)!;
    }
}
