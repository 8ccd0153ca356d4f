using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Tests.Data;

namespace Elbo.Tests.Runs.Sessions;

public sealed class SeedSeriesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Of_FourValues_IsTheirMeanAndItsStandardError()
    {
        var mean = MeanOverSeeds.Of([1, 2, 3, 6]); // deviations −2, −1, 0, 3: variance 14 / 3
        Assert.Equal(3, mean.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(14.0 / 3 / 4), mean.StandardError!.Value, 1e-12);
    }

    [Fact]
    public void Of_OneValue_HasNoStandardError() => Assert.Equal(new MeanOverSeeds(4), MeanOverSeeds.Of([4]));

    [Fact]
    public void Write_BeforeAnyRun_IsReadBack()
    {
        Assert.False(SeedSeries.IsAt(folder.File("series")));
        SeedSeries.Of(folder.File("series"), [3, ulong.MaxValue]).Write(folder.File("series"));
        var read = SeedSeries.Read(folder.File("series"));
        Assert.Equal([3, ulong.MaxValue], read.Seeds);
        Assert.Equal((1, 0), (read.Format, read.Finished));
        Assert.Null(read.Test);
    }

    [Theory]
    [InlineData("""{"format":1,"seeds":[1""", "is damaged")]
    [InlineData("""{"format":2,"seeds":[1]}""", "has format 2")]
    [InlineData("""{"format":1,"seeds":[]}""", "0 seeds")]
    public void Read_NoSeries_SaysWhy(string text, string message)
    {
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder.File("series")).FullName, "seeds.json"), text);
        Assert.Contains(message, Assert.Throws<RunException>(() => SeedSeries.Read(folder.File("series"))).Message, StringComparison.Ordinal);
    }
}
