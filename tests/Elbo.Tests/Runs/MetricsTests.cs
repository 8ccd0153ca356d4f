using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Training;

namespace Elbo.Tests.Runs;

/// <summary>metrics.jsonl: one line per split and epoch.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly RunFolder run;

    public MetricsTests() => run = RunFolder.Create(folder.File("run"));

    public void Dispose() => folder.Dispose();

    private static MetricsRow Row(int epoch, string split = "test") => new()
    {
        Epoch = epoch,
        Step = epoch * 7L,
        Split = split,
        NegElbo = 100.0 / 3,
        Distortion = 80.1,
        Rate = 1e-17,
        ActiveLatents = 3,
    };

    [Fact]
    public void ReadMetrics_NoFile_IsEmpty() => Assert.Empty(run.ReadMetrics());

    [Fact]
    public void AppendMetrics_RowsOfTwoEpochs_AreReadBackExactly()
    {
        run.AppendMetrics([Row(1, "train") with { Seconds = 0.1, ExamplesPerSecond = 12345.6 }, Row(1)]);
        run.AppendMetrics([Row(2)]);
        Assert.Equal([Row(1, "train") with { Seconds = 0.1, ExamplesPerSecond = 12345.6 }, Row(1), Row(2)], run.ReadMetrics());
        Assert.Equal(
            """{"epoch":2,"step":14,"split":"test","neg_elbo":33.333333333333336,"distortion":80.1,"rate":1E-17,"active_latents":3}""",
            File.ReadAllLines(run.MetricsPath)[2]);
    }

    [Theory]
    [InlineData("{\"epoch\":3,\"st")]
    [InlineData("{\"epoch\":3}")]
    public void ReadMetrics_LastLineWithoutItsEnd_IsLeftOut(string cutOff)
    {
        run.AppendMetrics([Row(1), Row(2)]);
        File.AppendAllText(run.MetricsPath, cutOff);
        Assert.Equal([Row(1), Row(2)], run.ReadMetrics());
    }

    [Theory]
    [InlineData("{\"epoch\":3,\"st")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"epoch\":3,\"accuracy\":1}")]
    public void ReadMetrics_DamagedLine_IsNamedByItsNumber(string line)
    {
        run.AppendMetrics([Row(1)]);
        File.AppendAllText(run.MetricsPath, line + "\n");
        run.AppendMetrics([Row(2)]);
        var error = Assert.Throws<RunException>(() => run.ReadMetrics());
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(run.MetricsPath, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeepMetricsThrough_LaterEpochs_AreDropped()
    {
        run.AppendMetrics([Row(1), Row(2), Row(3)]);
        run.KeepMetricsThrough(2);
        Assert.Equal([Row(1), Row(2)], run.ReadMetrics());
        run.KeepMetricsThrough(0);
        Assert.Empty(run.ReadMetrics());
    }
}
