using System.Text.Json;
using Elbo.Evaluation;
using Elbo.Files;

namespace Elbo.Bench;

/// <summary>An earlier result of the same machine, next to which a new one is shown.</summary>
internal sealed class BenchComparison
{
    private const int MostBytes = 16 << 20;

    private readonly string path;
    private readonly BenchReport earlier;

    private BenchComparison(string path, BenchReport earlier) => (this.path, this.earlier) = (path, earlier);

    /// <summary>Reads an earlier result.</summary>
    /// <param name="path">A <c>bench.json</c>.</param>
    /// <exception cref="BenchException">It cannot be read, is not a result, or comes from another processor.</exception>
    public static BenchComparison Read(string path)
    {
        BenchReport? report;
        try
        {
            report = JsonSerializer.Deserialize(RegularFile.ReadAll(path, MostBytes), BenchJson.Default.BenchReport);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BenchException($"{path} cannot be read: {e.Message} Name the bench.json of an earlier elbo bench --out.");
        }
        catch (JsonException)
        {
            report = null;
        }
        if (report?.Machine?.Run is null)
            throw new BenchException($"{path} is not a result of elbo bench. Name the bench.json that elbo bench --out or --json wrote.");
        return new BenchComparison(path, report).OfThisMachine(BenchMachine.Current());
    }

    /// <summary>Each measurement that both have: its earlier value, the new one, and how many times as fast it is now.</summary>
    public BenchTable Table(BenchReport report)
    {
        var before = Values(earlier).GroupBy(value => value.Name).ToDictionary(group => group.Key, group => group.First().PerSecond);
        return new(
            $"Compared with {path}, {Numbers.Text(before.Count, "F0")} measurements of {earlier.Date:yyyy-MM-dd}",
            [new("measurement", false), new("earlier examples/s"), new("examples/s"), new("times as fast")],
            [.. Values(report).DistinctBy(value => value.Name).Where(value => before.ContainsKey(value.Name)).Select(value => (string[])
            [
                value.Name, Numbers.Count((long)before[value.Name]), Numbers.Count((long)value.PerSecond),
                Numbers.Text(value.PerSecond / before[value.Name], "F2"),
            ])]);
    }

    private BenchComparison OfThisMachine(BenchMachine machine)
    {
        var (here, there) = (Name(machine), Name(earlier.Machine));
        return here == there
            ? this
            : throw new BenchException(
                $"{path} was measured on {there}; this is {here}. Only results of one processor can be compared: name one of this processor.");

        static string Name(BenchMachine of) => $"{of.Run.Cpu}, {of.Model}, {of.Run.Cores} cores";
    }

    private static IEnumerable<(string Name, double PerSecond)> Values(BenchReport report) =>
    [
        .. new[] { report.Steps, report.Bounds, report.OverBatch, report.OverWidth, report.OverThreads }.SelectMany(part => part ?? [])
            .Select(step => ($"{step.Net}, {step.Objective}, batch {step.Batch}, {step.Threads} threads, {step.Engine}", step.ExamplesPerSecond)),
        .. (report.Inference ?? []).Select(use => ($"{use.Operation}, {use.Examples} examples, {use.Threads} threads", use.ExamplesPerSecond.Median)),
        .. (report.Data ?? []).Select(data => ($"{data.Net}, {data.Engine}, pixels {data.Pixels}, {data.Bytes >> 20} MiB", data.ExamplesPerSecond)),
    ];
}
