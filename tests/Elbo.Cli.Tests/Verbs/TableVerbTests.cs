using System.Globalization;
using System.Text;

namespace Elbo.Cli.Tests.Verbs;

public sealed class TableVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Inspect_Csv_ShowsKindsAndTakesOthers()
    {
        var ran = await Ran.Elbo("data", "inspect", Table());
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Assert.Contains("60 rows, 4 columns", ran.Out, StringComparison.Ordinal);
        var json = (await Ran.Elbo("data", "inspect", Table(), "--columns", "size:positive", "--json")).Json();
        Assert.Equal(
            ["size positive", "age count", "city categorical", "id skip"],
            json.GetProperty("columns")
                .EnumerateArray()
                .Select(column => $"{column.GetProperty("name").GetString()} {column.GetProperty("kind").GetString()}"));
    }

    [Fact]
    public async Task Dates_LearnedInParts_AreOneColumnInEveryFile()
    {
        var text = "day,price\n" + string.Concat(Enumerable.Range(0, 300)
            .Select(i => $"{new DateTime(2024, 1, 1).AddHours(i * 37 % 4000):yyyy-MM-dd HH:mm},{i % 50}\n"));
        var data = folder.Write("orders.csv", Encoding.UTF8.GetBytes(text));
        Assert.Contains("300 rows, 2 columns", (await Ran.Elbo("data", "inspect", data)).Out, StringComparison.Ordinal);
        var run = folder.At("dates");
        var trained = await Ran.Elbo("train", data, "--out", run, "--epochs", "1", "--hidden", "8", "--latents", "2", "--threads", "1");
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("sample", run, "--count", "20", "--out", folder.At("s.csv"), "--given", "day.weekday=Sunday")).Code);
        Assert.Equal(20, (await Days("s.csv")).Count(day => DateTime.Parse(day, CultureInfo.InvariantCulture).DayOfWeek == DayOfWeek.Sunday));
        var gaps = folder.Write("gaps.csv", "day,price\n,3\n2024-02-03 14:05,\n"u8.ToArray());
        Assert.Contains("2 of 4 cells filled in", (await Ran.Elbo("impute", run, gaps, "--out", folder.At("f.csv"))).Out, StringComparison.Ordinal);
        Assert.Equal("2024-02-03 14:05", (await Days("f.csv"))[1]);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, gaps, "--out", folder.At("scores.csv"))).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, data, "--out", folder.At("c.csv"))).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("decode", run, folder.At("c.csv"), "--out", folder.At("d.csv"))).Code);
        Assert.All(await Days("d.csv"), day => Assert.Matches("^2024-0[1-6]-\\d\\d \\d\\d:\\d\\d$", day));

        async Task<string[]> Days(string file)
        {
            var lines = await File.ReadAllLinesAsync(folder.At(file), TestContext.Current.CancellationToken);
            Assert.Equal("day,price", lines[0]);
            return [.. lines.Skip(1).Select(line => line.Split(',')[0])];
        }
    }

    [Fact]
    public async Task Table_TrainedResumedEvaluatedAndImputed_WorksEndToEnd()
    {
        var (data, run) = (Table(), folder.At("run"));
        string[] net = ["--hidden", "8", "--latents", "2", "--threads", "1"];
        var trained = await Ran.Elbo(["train", data, "--out", run, "--epochs", "1", "--columns", "size:real", .. net]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Contains("likelihood table of 3 columns (1 real, 1 count, 1 categorical)", trained.Out, StringComparison.Ordinal);
        var resumed = await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "2");
        Assert.Equal((ExitCode.Done, ""), (resumed.Code, resumed.Error));

        var evaluated = (await Ran.Elbo("evaluate", run, "--nll", "10", "--json")).Json();
        Assert.Equal(("table", 3), (evaluated.GetProperty("likelihood").GetString(), evaluated.GetProperty("columns").GetArrayLength()));
        Assert.Contains("standard deviations", (await Ran.Elbo("evaluate", run)).Out, StringComparison.Ordinal);
        var full = (await Ran.Elbo("evaluate", run, "--full", "--json")).Json();
        Assert.True(full.GetProperty("rate_split").GetProperty("mutual_information").GetProperty("mean").GetDouble() > -0.1);
        Assert.Equal(["size", "age", "city"], full.GetProperty("codes").EnumerateArray().Select(column => column.GetProperty("column").GetString()));
        Assert.Equal(3, full.GetProperty("codes")[2].GetProperty("names").GetProperty("classes").GetInt32());
        Assert.True(full.GetProperty("codes")[0].GetProperty("explained_variance").GetDouble() <= 1);
        Assert.Contains("read from the codes", (await Ran.Elbo("evaluate", run, "--full")).Out, StringComparison.Ordinal);
        Assert.Contains("fitted on the train split", (await Ran.Elbo("evaluate", run, "--full", "--split", "train")).Out, StringComparison.Ordinal);
        (await Ran.Elbo("evaluate", run, "--estimator", "ais")).AssertFailed(ExitCode.WrongUsage, "Use --nll 5000 without it");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("report", run)).Code);

        var filled = folder.At("filled.csv");
        var imputed = (await Ran.Elbo("impute", run, data, "--out", filled, "--samples", "10", "--json")).Json();
        Assert.Equal(6, imputed.GetProperty("filled").GetInt32());
        var lines = await File.ReadAllLinesAsync(filled, TestContext.Current.CancellationToken);
        Assert.Equal(61, lines.Length);
        Assert.DoesNotContain(lines, line => line.Split(',').Contains(""));
        var draws = await Ran.Elbo("impute", run, data, "--out", folder.At("draws.csv"), "--draws", "2", "--samples", "10", "--method", "gibbs");
        Assert.Contains("6 of 180 cells filled in, 2 draws", draws.Out, StringComparison.Ordinal);
        Assert.Equal(121, (await File.ReadAllLinesAsync(folder.At("draws.csv"), TestContext.Current.CancellationToken)).Length);

        (await Ran.Elbo("impute", run, data, "--out", filled, "--samples", "11")).AssertFailed(ExitCode.Failed, "exists already. Replace it with --force");
        (await Ran.Elbo("sample", run)).AssertFailed(ExitCode.WrongUsage, "rows go into a file. Use --out rows.csv");
        (await Ran.Elbo("traverse", run)).AssertFailed(ExitCode.WrongUsage, "learned from a table, but this verb is for images");
        var rows = folder.At("rows.csv");
        var sampled = (await Ran.Elbo("sample", run, "--count", "2000", "--seed", "7", "--complete", "--out", rows, "--json")).Json();
        Assert.Equal((2000, rows), (sampled.GetProperty("count").GetInt32(), sampled.GetProperty("file").GetString()));
        var synthetic = await File.ReadAllLinesAsync(rows, TestContext.Current.CancellationToken);
        Assert.Equal((2001, "size,age,city"), (synthetic.Length, synthetic[0]));
        string[] cities = ["Bern", "Chur", "Genf"];
        Assert.All(synthetic.Skip(1), line => Assert.Contains(line.Split(',')[2], cities));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, rows)).Code);
        await File.WriteAllTextAsync(folder.At("new.csv"), "size,age,city\n1.5,2,Paris\n", TestContext.Current.CancellationToken);
        (await Ran.Elbo("impute", run, folder.At("new.csv"), "--out", folder.At("x.csv")))
            .AssertFailed(ExitCode.Failed, "line 2, column city holds 'Paris'", "Bern, Chur, Genf");
    }

    [Theory]
    [InlineData("likelihood was gaussian, but each column of a table has its own", "--likelihood", "gaussian")]
    [InlineData("binarization was dynamic, but a table has no grey values", "--binarization", "dynamic")]
    [InlineData("--columns had 'size'; each part must be NAME:KIND", "--columns", "size")]
    [InlineData("--columns had 'size:wide'; each part must be NAME:KIND with one of real, positive", "--columns", "size:wide")]
    public async Task Train_OptionsThatATableHasNot_AreRefused(string message, params string[] options)
    {
        var data = Table();
        var before = folder.Content();
        (await Ran.Elbo(["train", data, "--out", folder.At("run"), .. options])).AssertFailed(ExitCode.WrongUsage, message);
        Assert.Equal(before, folder.Content());
    }

    /// <summary>60 rows, 6 of whose cells are missing.</summary>
    private string Table()
    {
        var text = new StringBuilder("size,age,city,id\n");
        string[] cities = ["Bern", "Chur", "Genf"];
        for (var i = 0; i < 60; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(i % 20 == 3 ? "" : $"{1 + i * 0.25}")},{i % 13},{(i % 20 == 7 ? "NA" : cities[i % 3])},r{i}\n");
        return folder.Write("table.csv", Encoding.UTF8.GetBytes(text.ToString()));
    }
}
