using Elbo.Fuzz;
using Elbo.Tests.Data;

namespace Elbo.Tests.Fuzz;

public sealed class CorpusTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_Twice_KeepsEachFileOnceForTheNextRun()
    {
        var target = new FuzzTarget("two words", [[1]], _ => { });
        var corpus = new Corpus(folder.File("corpus"));
        Assert.Empty(corpus.Read(target));
        corpus.Write(target, [[1, 2], [3]]);
        corpus.Write(target, [[3], [4, 5, 6]]);
        Assert.Equal(["0102", "03", "040506"], corpus.Read(target).Select(Convert.ToHexString).Order());
        Assert.Equal(folder.File("corpus/two-words"), corpus.Folder(target));
    }

    [Fact]
    public void Run_EarlierFiles_AreReadBeforeAnyMutation()
    {
        List<byte[]> read = [];
        var run = new FuzzRun(new("all", [[1, 2, 3]], read.Add), seed: 1) { Earlier = [[9, 9], [8]] };
        var report = run.Run(5, TimeSpan.FromMinutes(1));
        Assert.Equal(["010203", "0909", "08"], read.Take(3).Select(Convert.ToHexString));
        Assert.Equal(5, report.Executions);
    }
}
