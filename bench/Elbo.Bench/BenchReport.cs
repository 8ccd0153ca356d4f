using System.Text.Json;

namespace Elbo.Bench;

/// <summary>The results of a benchmark; parts that were not requested are null.</summary>
internal sealed record BenchReport
{
    /// <summary>When it started, in UTC.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>The machine.</summary>
    public required BenchMachine Machine { get; init; }

    /// <summary>Rounds; every median is over this number.</summary>
    public required int Rounds { get; init; }

    /// <summary>Whether it was a quick benchmark.</summary>
    public required bool Quick { get; init; }

    /// <summary>Threads, unless a row says otherwise.</summary>
    public required int Threads { get; init; }

    /// <summary>The processor's fp32 peak with these threads, GFLOP/s, over all rounds; null if nothing was compared with it.</summary>
    public Spread? PeakGflops { get; init; }

    /// <summary>Training steps by every engine.</summary>
    public IReadOnlyList<StepTiming>? Steps { get; init; }

    /// <summary>Steps of importance-weighted bounds, k draws per example in one batch of B·k.</summary>
    public IReadOnlyList<StepTiming>? Bounds { get; init; }

    /// <summary>Steps of Elbo's engines by 1, 2, … threads.</summary>
    public IReadOnlyList<StepTiming>? OverThreads { get; init; }

    /// <summary>Steps of Elbo's engines at several widths.</summary>
    public IReadOnlyList<StepTiming>? OverWidth { get; init; }

    /// <summary>Steps of Elbo's engines at several batch sizes.</summary>
    public IReadOnlyList<StepTiming>? OverBatch { get; init; }

    /// <summary>Encoding and decoding.</summary>
    public IReadOnlyList<InferenceTiming>? Inference { get; init; }

    /// <summary>Steps on pixels in memory and mapped from a file.</summary>
    public IReadOnlyList<DataTiming>? Data { get; init; }

    /// <summary>The start of a process.</summary>
    public StartTiming? Start { get; init; }

    /// <summary>Peak resident memory of the benchmark's own process, bytes; it holds every engine's data and models.</summary>
    public long PeakBytes { get; init; }

    /// <summary>The report as JSON, snake_case names, indented.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Indented.BenchReport);

    /// <summary>The report as a page of Markdown.</summary>
    public string ToMarkdown() => BenchMarkdown.Of(this);
}
