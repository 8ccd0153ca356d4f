using System.Diagnostics;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The studio with a run, <c>rows</c>, trained by the program on a small table, two groups of numbers, and names that follow them; <c>again</c>
/// is a copy of it without figures.</summary>
public sealed class RowsStudio : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    public RowsStudio() => Studio = new() { Runs = folder.At("runs") };

    /// <summary>Says what is missing on this machine.</summary>
    public BrowserStudio Studio { get; }

    public async ValueTask InitializeAsync()
    {
        if (BrowserStudio.IsHere && File.Exists(BrowserStudio.Program))
        {
            var random = new Random(1);
            File.WriteAllLines(folder.At("people.csv"), ["height,weight,kind", .. Enumerable.Range(0, 1000).Select(i =>
            {
                var isTall = i % 2 == 0;
                var height = (isTall ? 190 : 150) + 4 * random.NextDouble();
                // One row of a tall kind that is as light as a short one.
                var weight = (isTall && i != 998 ? 90 : 50) + 3 * random.NextDouble();
                return FormattableString.Invariant($"{height:F1},{weight:F1},{(isTall ? "tall" : "short")}");
            })]);
            var start = new ProcessStartInfo(BrowserStudio.Program) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var word in (string[])[
                "train", folder.At("people.csv"), "--hidden", "16", "--latents", "3", "--epochs", "30", "--out", folder.At("runs", "rows")])
                start.ArgumentList.Add(word);
            using var program = Process.Start(start)!;
            var words = program.StandardError.ReadToEndAsync();
            await program.StandardOutput.ReadToEndAsync();
            await program.WaitForExitAsync();
            Assert.True(program.ExitCode == 0, await words);
            Directory.CreateDirectory(folder.At("runs", "again"));
            foreach (var file in Directory.EnumerateFiles(folder.At("runs", "rows")))
                File.Copy(file, folder.At("runs", "again", Path.GetFileName(file)));
        }
        await Studio.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        folder.Dispose();
    }
}
