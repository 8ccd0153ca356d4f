using System.Globalization;
using System.Security.Cryptography;
using Elbo.Exchange;
using Elbo.Fuzz.Targets;

namespace Elbo.Fuzz;

/// <summary>Fuzzes one reader after the other; findings are written to a folder.</summary>
/// <param name="findings">The folder.</param>
/// <param name="corpus">Files of earlier runs to begin with, and where those of this one go; null for none.</param>
/// <param name="seed">The seed of the mutations.</param>
/// <param name="coverage">Creates the coverage of a reader, or null.</param>
internal sealed class Session(string findings, Corpus? corpus, int seed, Func<Coverage?> coverage)
{
    /// <summary>A reader that takes this long for a few kilobytes is faulty, even on a busy machine.</summary>
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5), Hang = TimeSpan.FromSeconds(60);

    /// <returns>0 if nothing was found, else 1.</returns>
    public int Run(IReadOnlyList<string> readers, long executions, TimeSpan time, TextWriter output)
    {
        using var scratch = new Scratch();
        // Before the targets are created: their seeds are written by instrumented code.
        var first = coverage();
        var chosen = FuzzTargets.All(scratch)
            .Where(target => readers.Count == 0 || readers.Any(part => target.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        using var journal = new Journal(findings, Hang);
        output.WriteLine(FuzzReport.Header);
        List<FuzzReport> reports = [];
        foreach (var target in chosen)
        {
            var run = new FuzzRun(target, seed, first is null ? null : coverage())
            {
                Earlier = corpus?.Read(target) ?? [],
                MostTime = MostTime,
                Before = input => journal.Begin(target.Name, input),
            };
            var report = run.Run(executions, time);
            journal.End();
            reports.Add(report);
            corpus?.Write(target, run.Corpus);
            output.WriteLine(report.Line);
            foreach (var finding in report.Findings)
                Keep(target.FileName, finding, output);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{reports.Sum(report => report.Executions):N0} executions, {reports.Sum(report => report.Findings.Count)} findings"));
        return reports.Any(report => report.Findings.Count > 0) ? 1 : 0;
    }

    private void Keep(string reader, Finding finding, TextWriter output)
    {
        Directory.CreateDirectory(findings);
        var path = Path.Combine(findings, $"{reader}-{Convert.ToHexStringLower(SHA256.HashData(finding.Input))[..12]}");
        File.WriteAllBytes(path + ".bin", finding.Input);
        File.WriteAllText(path + ".txt", $"{finding.Place}\n{finding.Detail}\n");
        output.WriteLine($"  {finding.Place}: {path}.bin");
    }
}
