using System.Text.Json;
using Elbo.Bench;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Bench;

public sealed class BenchReportTests
{
    private static readonly StepTiming[] Timings =
    [
        new("784-512-512-z20-512-784", 512, 64, 2, "ELBO", StepEngine.Eager, new(8, 7, 9), new(1, 1, 1), new(0.25, 0.2, 0.3), 8000, 7.5),
        new("784-512-512-z20-512-784", 512, 64, 2, "ELBO", StepEngine.General, new(4, 3.5, 4.25), new(2, 1.9, 2.1), new(0.5, 0.4, 0.6), 16000, 3.75),
        new("784-512-512-z20-512-784", 512, 64, 2, "ELBO", StepEngine.Managed, new(2, 2, 2), new(4, 3.9, 4.1), new(0.75, 0.7, 0.8), 32000, 1.875),
    ];

    private static readonly BenchReport Steps = new()
    {
        Date = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Machine = new(new("Linux", "Some CPU", 2, 1L << 34, 2, "0.1.0", "0.107.0", "2.10.0", ".NET 10"), "family 1, model 2", ["AVX2"],
            new Dictionary<string, string>()),
        Rounds = 5,
        Quick = false,
        Threads = 2,
        PeakGflops = new(200, 190, 210),
        Steps = Timings,
    };

    [Fact]
    public void ToJson_HasSnakeCaseMembersAndNoPartThatWasNotMeasured()
    {
        using var document = JsonDocument.Parse(Steps.ToJson());
        var root = document.RootElement;
        Assert.Equal("Some CPU", root.GetProperty("machine").GetProperty("run").GetProperty("cpu").GetString());
        var managed = root.GetProperty("steps")[2];
        Assert.Equal(4, managed.GetProperty("times_eager").GetProperty("median").GetDouble());
        Assert.Equal(1.875, managed.GetProperty("seconds_per_epoch").GetDouble());
        Assert.False(root.TryGetProperty("over_batch", out _));
    }

    [Fact]
    public void ToMarkdown_HasARowForEachEngine()
    {
        var page = Steps.ToMarkdown();
        Assert.Contains("| general fp32 | 4.00 | 3.50–4.25 | 2.00 | 50 % | 16,000 | 3.75 |\n", page, StringComparison.Ordinal);
        Assert.Contains("| fp32 peak | 200 GFLOP/s (190–210) |\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ToMarkdown_Bounds_NameObjectiveAndEngine()
    {
        var page = (Steps with { Bounds = [Timings[2] with { Objective = "IWAE(5), DReG" }] }).ToMarkdown();
        Assert.Contains("| IWAE(5), DReG | managed | 2.00 | 2.00–2.00 | 75 % | 32,000 |\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ToMarkdown_Data_ComparesEachPlaceWithMemory()
    {
        DataTiming[] data =
        [
            new("784-512-512-z20-512-784", StepEngine.Managed, DataBenchmark.InMemory, 1L << 29, 128, 2, new(4, 3.9, 4.1), new(1, 1, 1), 32000),
            new("784-512-512-z20-512-784", StepEngine.Managed, DataBenchmark.Mapped, 1L << 29, 128, 2, new(4.04, 3.9, 4.1), new(0.99, 0.98, 1.01), 31683),
        ];
        var report = Steps with { Steps = null, Data = data };
        Assert.Contains("## Pixels in memory and in a file, 512 MiB; 784-512-512-z20-512-784, managed, batch 128\n", report.ToMarkdown(),
            StringComparison.Ordinal);
        Assert.Contains("| memory-mapped | 4.04 | 3.90–4.10 | 0.990 | 0.980–1.010 | 31,683 |\n", report.ToMarkdown(), StringComparison.Ordinal);
        using var figure = Png.Decode(BenchFigure.Render(report));
        Assert.InRange(figure.Count(Elbo.Reports.Figures.Drawing.Palette.Distortion), 1000, int.MaxValue);
    }

    // Widths in the figure are fixed; each row of panels adds its height.
    [Fact]
    public void Render_MoreParts_GrowsByRowsOfPanels()
    {
        using var one = Png.Decode(BenchFigure.Render(Steps));
        using var two = Png.Decode(BenchFigure.Render(Steps with { OverBatch = Timings[1..], OverThreads = Timings[1..] }));
        using var three = Png.Decode(BenchFigure.Render(Steps with
        {
            OverBatch = Timings[1..],
            OverThreads = Timings[1..],
            Inference = [new("encode", 10, 2, new(5, 4, 6), new(0.1, 0.1, 0.1))]
        }));
        Assert.Equal(two.Height - one.Height, three.Height - two.Height);
        Assert.True(two.Height > one.Height);
        Assert.Equal(one.Width, three.Width);
        Assert.InRange(one.Count(Elbo.Reports.Figures.Drawing.Palette.Test), 1000, int.MaxValue);
    }

    [Fact]
    public void Render_NothingToShow_SaysWhatToMeasure() =>
        Assert.Contains("Measure steps", Assert.Throws<BenchException>(() => BenchFigure.Render(Steps with { Steps = null })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Validate_Faults_AreAllNamed()
    {
        var error = Assert.Throws<OptionsException>(() => new BenchOptions { Rounds = -1, Threads = -1, Parts = BenchParts.None }.Validate());
        Assert.Equal(3, error.Faults.Count);
    }

    [Fact]
    public void Slug_IsAFolderName() => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", BenchMachine.Slug());
}
