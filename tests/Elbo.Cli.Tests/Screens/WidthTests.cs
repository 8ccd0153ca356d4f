using Elbo.Bench;
using Elbo.Cli.Screens;
using Spectre.Console;

namespace Elbo.Cli.Tests.Screens;

public sealed class WidthTests
{
    [Theory]
    [InlineData(80, 999, 1000, 3600 * 9)]
    [InlineData(80, 1, 20, 59)]
    [InlineData(120, 1, 20, double.NaN)]
    public void ProgressLine_FitsTheScreen(int width, int epoch, int epochs, double secondsLeft)
    {
        var line = Markup.Remove(ProgressLine.Line(new(epoch, epochs, 30, 60, 12345.6, 123456), secondsLeft, width));
        Assert.InRange(line.Length, 1, width - 1);
    }

    [Theory]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("one two three", 100, "one two three")]
    [InlineData("a longerthanthat b", 5, "a|longerthanthat|b")]
    public void Wrapping_BreaksBetweenWords(string text, int width, string lines) =>
        Assert.Equal(lines, string.Join('|', Wrapping.Lines(text, width)));

    [Theory]
    [InlineData(26, "column   because|first    one two three|         four|longest  five")]
    [InlineData(80, "column   because|first    one two three four|longest  five")]
    [InlineData(20, "column|  because|first|  one two three four|longest|  five")]
    public void ColumnTable_TextWiderThanTheScreen_GoesOnBelowItself(int width, string lines)
    {
        using var output = new StringWriter();
        var table = new ColumnTable("column", "because");
        table.Add("first", "one two three four");
        table.Add("longest", "five");
        table.Write(new Terminal(output, TextWriter.Null, IsInteractive: false, width).Words(json: false));
        Assert.Equal(lines, string.Join('|', output.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())));
    }

    [Fact]
    public void BenchView_Of80Columns_HoldsEveryLine()
    {
        StepTiming Timing(string engine, double milliseconds) => new(
            "784-2048-2048-z20-2048-784", 2048, 1024, 2, "IWAE(50), DReG", engine, new(milliseconds, milliseconds / 2, 2 * milliseconds), new(10, 9, 11),
            new(1, 1, 1), 123_456, 23.45);
        StepTiming[] timings = [Timing("eager", 1234.56), Timing("general bf16", 4.56)];
        using var output = new StringWriter();
        BenchView.Write(new Terminal(output, TextWriter.Null, IsInteractive: false, 80).Words(json: false), new()
        {
            Date = DateTimeOffset.UnixEpoch,
            Machine = new(new(new('o', 40), new('c', 40), 2, 1L << 34, 2, "0.1.0", "0.107.0", "2.10.0", ".NET 10.0.12"), "family 26, model 2",
                ["AVX2", "FMA"], new Dictionary<string, string> { ["OMP_WAIT_POLICY"] = "passive" }),
            Rounds = 5,
            Quick = false,
            Threads = 2,
            PeakGflops = new(400, 300, 500),
            Steps = timings,
            OverBatch = timings,
            Bounds = timings,
            Inference = [new("reconstruct", 10_000, 2, new(123_456, 12_345, 1_234_567), new(0.5, 0.4, 0.6))],
            Start = new(new(1.25, 1, 2), 1L << 28),
        }, folder: null);
        Assert.All(output.ToString().Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(78L << 20, "78.0 MiB")]
    [InlineData(25L << 30, "25.0 GiB")]
    public void ByteSize_HasItsUnit(long bytes, string text) => Assert.Equal(text, ByteSize.Show(bytes));

    [Theory]
    [InlineData(80, "recipes")]
    [InlineData(80, "data", "inspect", "mnist")]
    public async Task Screen_OfThatWidth_HoldsEveryLine(int width, params string[] args)
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCode.Done, await App.RunAsync(args, new(output, TextWriter.Null, IsInteractive: false, width), TestContext.Current.CancellationToken));
        // A path is never broken.
        Assert.All(output.ToString().Split('\n').Where(line => !line.Contains(Path.DirectorySeparatorChar)), line => Assert.InRange(line.Length, 0, width));
    }
}
