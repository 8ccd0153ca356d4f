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
        Assert.Equal(ExitCode.Done, await App.RunAsync(args, new(output, TextWriter.Null, IsInteractive: false, width)));
        // A path is never broken.
        Assert.All(output.ToString().Split('\n').Where(line => !line.Contains(Path.DirectorySeparatorChar)), line => Assert.InRange(line.Length, 0, width));
    }
}
