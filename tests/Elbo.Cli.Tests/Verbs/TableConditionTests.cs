using System.Globalization;
using System.Text;
using Elbo.Data.Tables;
using Elbo.Runs;

namespace Elbo.Cli.Tests.Verbs;

/// <summary><c>elbo train rows.csv --condition COLUMN,…</c>: the columns leave the rows and become the condition.</summary>
public sealed class TableConditionTests : IDisposable
{
    private static readonly string[] Net = ["--hidden", "6", "--latents", "2", "--epochs", "2", "--batch", "20", "--threads", "1"];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Length and weight, which depend on the kind and the year.</summary>
    private string Write(string name = "rows.csv", Func<int, string>? kind = null)
    {
        var text = new StringBuilder("kind,year,length,weight\n");
        for (var i = 0; i < 80; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(kind ?? Kind)(i)},{2000 + i % 9}.5,{i % 3 * 5 + i % 7 * 0.25},{i % 9 + i % 5 * 0.125}\n");
        return folder.Write(name, Encoding.UTF8.GetBytes(text.ToString()));

        static string Kind(int i) => i % 3 == 0 ? "cat" : i % 3 == 1 ? "dog" : "owl";
    }

    private async Task<string> Train(params string[] more)
    {
        var trained = await Ran.Elbo([
            "train", Write(), "--condition", "kind,year", "--columns", "year:real,length:real,weight:real", "--out", folder.At("run"), .. Net, .. more]);
        Assert.Equal(ExitCode.Done, trained.Code);
        return folder.At("run");
    }

    [Fact]
    public async Task Condition_TwoColumns_LeaveTheRowsAndAreReadAgainFromEveryFile()
    {
        var run = await Train();
        var manifest = RunFolder.Open(run).ReadManifest();
        Assert.Equal(["length", "weight"], manifest.Table!.Columns.Select(column => column.Name));
        Assert.Equal([("kind", ColumnKind.Categorical, 3), ("year", ColumnKind.Real, 1)],
            manifest.Condition!.Columns.Select(column => (column.Name, column.Kind, column.Inputs)));
        Assert.Equal(4, manifest.Model.ConditionWidth);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "3")).Code);
        var evaluated = (await Ran.Elbo("evaluate", run, "--json")).Json();
        Assert.Equal(RunFolder.Open(run).ReadManifest().Test!.NegElbo, evaluated.GetProperty("neg_elbo").GetDouble(), 1e-6);

        var own = (await Ran.Elbo("score", run, Write("new.csv"), "--json")).Json().GetProperty("mean").GetDouble();
        var owls = (await Ran.Elbo("score", run, Write("owls.csv", _ => "owl"), "--json")).Json().GetProperty("mean").GetDouble();
        Assert.NotEqual(own, owls);
        // A file without the columns will do where the condition is given.
        var bare = folder.Write("bare.csv", Encoding.UTF8.GetBytes("length,weight\n1,2\n5,\n"));
        (await Ran.Elbo("score", run, bare)).AssertFailed(ExitCode.Failed, "has no column 'kind'");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, bare, "--given", "kind=cat,year=2003.5")).Code);
        var filled = folder.At("filled.csv");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("impute", run, bare, "--given", "kind=cat,year=2003.5", "--samples", "5", "--out", filled)).Code);
        Assert.DoesNotContain("5,\n", await File.ReadAllTextAsync(filled, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var rows = folder.At("sampled.csv");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run, "--given", "kind=dog,year=2001", "--count", "5", "--out", rows)).Code);
        Assert.Equal(6, (await File.ReadAllLinesAsync(rows, TestContext.Current.CancellationToken)).Length);
        var exported = await Ran.Elbo("export", run, "--out", folder.At("onnx"));
        Assert.Equal((ExitCode.Done, "", 5), (exported.Code, exported.Error, exported.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Fact]
    public async Task Condition_ValuesNeverSeenOrMissing_AreRefusedUnlessAnyIsLearned()
    {
        var run = await Train();
        var cows = Write("cows.csv", i => i % 9 == 3 ? "cow" : "cat");
        (await Ran.Elbo("score", run, cows)).AssertFailed(ExitCode.Failed, "line 5, column kind holds 'cow'", "It is a condition", "--unknown skip");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, cows, "--unknown", "skip")).Code);
        (await Ran.Elbo("sample", run, "--given", "kind=cow,year=2001", "--out", folder.At("x.csv")))
            .AssertFailed(ExitCode.WrongUsage, "kind=cow", "from cat, dog, owl", "--given kind=");
        (await Ran.Elbo("sample", run, "--given", "kind=cat", "--out", folder.At("x.csv")))
            .AssertFailed(ExitCode.WrongUsage, "No value was given for the condition year");
        (await Ran.Elbo("sample", run, "--given", "kind=cat,year=old", "--out", folder.At("x.csv")))
            .AssertFailed(ExitCode.WrongUsage, "year is a real column, which takes numbers");
        var gap = Write("gap.csv", i => i == 4 ? "" : "cat");
        (await Ran.Elbo("score", run, gap)).AssertFailed(ExitCode.Failed, "row 5 has no kind", "--condition-dropout 0.1");

        await Train("--condition-dropout", "0.3", "--force");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, gap)).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, Write("cows.csv", _ => "cow"), "--unknown", "anomaly", "--json")).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run, "--given", "kind=cat", "--out", folder.At("cats.csv"))).Code);
    }

    [Theory]
    [InlineData("knd", "has no such column; it has kind, year, length, weight", "Use --condition kind")]
    [InlineData("kind,year,length,weight", "which are all columns of the table", "none is left to learn")]
    public async Task Condition_UnknownOrAllColumns_AreRefused(string names, string found, string remedy)
    {
        var refused = await Ran.Elbo(["train", Write(), "--condition", names, "--out", folder.At("run"), .. Net]);
        refused.AssertFailed(ExitCode.WrongUsage, found, remedy);
        Assert.False(Directory.Exists(folder.At("run")));
    }

    [Fact]
    public async Task Condition_NameWithAComma_IsQuotedAsInTheFile()
    {
        var rows = string.Concat(Enumerable.Range(0, 80).Select(i => $"{"ab"[i % 2]},{i % 7}.5\n"));
        var data = folder.Write("comma.csv", Encoding.UTF8.GetBytes("\"c,d\",length\n" + rows));
        (await Ran.Elbo(["train", data, "--condition", "c,d", "--out", folder.At("none"), .. Net]))
            .AssertFailed(ExitCode.WrongUsage, "condition was c", "Use --condition '\"c,d\"'.");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(["train", data, "--condition", "\"c,d\"", "--out", folder.At("run"), .. Net])).Code);
        Assert.Equal(["c,d"], RunFolder.Open(folder.At("run")).ReadManifest().Condition!.Columns.Select(column => column.Name));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", folder.At("run"), "--epochs", "3")).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(
            "sample", folder.At("run"), "--given", "\"c,d=a\"", "--count", "3", "--out", folder.At("a.csv"))).Code);
    }
}
