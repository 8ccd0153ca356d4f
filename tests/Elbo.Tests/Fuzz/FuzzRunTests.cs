using Elbo.Fuzz;
using Elbo.Fuzz.Targets;
using Elbo.Tests.Reports.Figures;

namespace Elbo.Tests.Fuzz;

public sealed class FuzzRunTests
{
    private const long Large = 100 << 20;

    /// <summary>Fewer if a file may declare an image of millions of pixels, which takes long.</summary>
    private static int Executions(FuzzTarget target) => target.FixedBytes > Large ? 40 : 500;

    private static readonly TimeSpan NoLimit = TimeSpan.MaxValue;

    public static TheoryData<string> Readers
    {
        get
        {
            using var scratch = new Scratch();
            return [.. FuzzTargets.All(scratch).Select(target => target.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Run_DamagedFiles_GivesAValueOrADocumentedException(string reader)
    {
        using var scratch = new Scratch();
        var target = FuzzTargets.All(scratch).Single(target => target.Name == reader);
        var report = new FuzzRun(target, seed: 1).Run(Executions(target), NoLimit);
        Assert.Equal((Executions(target), ""),
            (report.Executions,
                string.Join('\n', report.Findings.Select(finding => $"{finding.Place}: {finding.Detail} {Convert.ToBase64String(finding.Input)}"))));
        Assert.True(report.Values >= target.Seeds.Count, $"Of {target.Seeds.Count} whole files, {report.Values} files were read.");
    }

    [Fact]
    public void Run_SameSeed_MakesTheSameFiles()
    {
        List<byte[]>[] files = [[], []];
        foreach (var made in files)
            new FuzzRun(new("r", [[1, 2, 3, 4]], made.Add), seed: 3).Run(100, NoLimit);
        Assert.Equal(files[0], files[1]);
        Assert.True(files[0].Select(Convert.ToHexString).Distinct().Count() > 80);
    }

    [Fact]
    public void Run_ReaderThatMisbehaves_IsFoundOnceForEachPlace()
    {
        byte[]? kept = null;
        var report = new FuzzRun(new("r", [[1, 2, 3]], file =>
        {
            if (file.Length == 0)
                throw new DataException("It is empty. Give another.");
            if (file[0] == 7)
                kept = new byte[1000];
            if (file.Length > 8)
                throw new InvalidOperationException();
        })
        { FixedBytes = 500, BytesPerByte = 0 }, seed: 1).Run(2000, NoLimit);
        Assert.Equal(["InvalidOperationException elsewhere", "memory"], report.Findings.Select(finding => finding.Place).Order(StringComparer.Ordinal));
        Assert.NotNull(kept);
        Assert.InRange(report.Values, 1, 2000);
    }
}
