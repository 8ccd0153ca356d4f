using System.Diagnostics;
using System.Globalization;

namespace Elbo.Cli.Tests;

/// <summary>
/// Verbs that are killed at any moment leave whole files: those of before, or those that they would have left at their end. Run again, they end
/// as if nothing had happened. bench/reliability/kills.sh does the same with more kills.
/// </summary>
public sealed class KilledVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("ELBO_CRASH_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : 1;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("report")]
    [InlineData("evaluate", "--nll", "50")]
    [InlineData("export", "--force")]
    [InlineData("impute", "--region", "0,0,3,3", "--out", "RUN/filled.npz", "--sheet", "RUN/sheet.png", "--force")]
    [InlineData("score", "--out", "RUN/scores.csv", "--force")]
    [InlineData("encode", "--out", "RUN/codes.npz", "--force")]
    public async Task Kill_AtManyMoments_LeavesWholeFiles(string verb, params string[] options)
    {
        var run = await TinyData.TrainRun(folder);
        string[] words = [verb, run, .. options.Select(option => option.Replace("RUN", run, StringComparison.Ordinal))];
        var before = Files(run);
        var watch = Stopwatch.StartNew();
        Assert.Equal((ExitCode.Done, ""), await End(words));
        var length = watch.Elapsed;
        var after = Files(run);
        for (var kill = 0; kill < Kills; kill++)
        {
            Restore(run, before);
            using var process = ElboProcess.Start(words);
            // The first part of its time is the start of the program.
            await Task.Delay(length * (0.3 + 0.7 * (kill * 0.6180339887 % 1)), TestContext.Current.CancellationToken);
            process.Kill(); // SIGKILL: nothing in the process can see it
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            foreach (var (file, bytes) in Files(run).Where(file => !IsTemporary(file.Key)))
                Assert.True(Is(before, file, bytes) || Is(after, file, bytes), $"{file} is neither the old nor the new one after kill {kill}");
            Assert.Equal((ExitCode.Done, ""), await End(words));
            Assert.All(after, file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(run, file.Key))));
        }
    }

    private static async Task<(int, string)> End(string[] words)
    {
        using var process = ElboProcess.Start(words);
        var ran = await ElboProcess.End(process);
        return (ran.Code, ran.Error);
    }

    private static Dictionary<string, byte[]> Files(string run) => Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetRelativePath(run, file), File.ReadAllBytes);

    private static void Restore(string run, Dictionary<string, byte[]> files)
    {
        Directory.Delete(run, recursive: true);
        foreach (var (file, bytes) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(run, file))!);
            File.WriteAllBytes(Path.Combine(run, file), bytes);
        }
    }

    private static bool Is(Dictionary<string, byte[]> files, string file, byte[] bytes) =>
        files.TryGetValue(file, out var known) && known.AsSpan().SequenceEqual(bytes);

    /// <summary>A temporary file, or a file in a temporary folder, which no reader takes for anything else.</summary>
    private static bool IsTemporary(string file) => file.Split('/').Any(part => part.StartsWith('.') && part.EndsWith(".tmp", StringComparison.Ordinal));
}
