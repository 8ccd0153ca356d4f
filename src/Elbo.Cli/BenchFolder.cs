using Elbo.Bench;
using Elbo.Runs;

namespace Elbo.Cli;

/// <summary>Where a benchmark's files go.</summary>
/// <param name="Path">The folder.</param>
internal sealed record BenchFolder(string Path)
{
    private static readonly string[] Names = ["bench.json", "bench.md", "bench.png"];

    /// <summary>The folder that was named, or one for this processor; checked before anything is measured.</summary>
    /// <exception cref="RunException">There are results already and <paramref name="force"/> is false.</exception>
    public static BenchFolder Choose(string? named, bool force)
    {
        var path = named ?? System.IO.Path.Combine("bench", "results", BenchMachine.Slug());
        foreach (var name in Names)
            if (!force && File.Exists(System.IO.Path.Combine(path, name)))
                throw new RunException($"{System.IO.Path.Combine(path, name)} exists already. Replace it with --force, or choose another folder with --out.");
        return new(path);
    }

    /// <exception cref="RunException">A file cannot be written.</exception>
    public void Write(BenchReport report)
    {
        byte[][] contents = [Utf8(report.ToJson() + "\n"), Utf8(report.ToMarkdown()), BenchFigure.Render(report)];
        foreach (var (name, content) in Names.Zip(contents))
            OutputFile.Write(System.IO.Path.Combine(Path, name), content, force: true, "--out");

        static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);
    }
}
