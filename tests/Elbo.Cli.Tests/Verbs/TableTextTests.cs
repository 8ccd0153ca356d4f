using System.Globalization;
using System.Text;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>How the text of a table is read, in every verb.</summary>
public sealed class TableTextTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Encoding_GivenToTrain_IsKeptByTheRun()
    {
        string[] towns = ["Orléans", "Orlèans", "Paris"];
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{i % 13 * 0.25};{(i == 7 ? "" : towns[i % 3])}\n")));
        var data = folder.Write("towns.csv", Encoding.Latin1.GetBytes(rows));
        var run = folder.At("run");
        string[] net = ["--hidden", "8", "--latents", "2", "--threads", "1", "--epochs", "1"];
        (await Ran.Elbo(["train", data, "--out", run, .. net])).AssertFailed(ExitCode.Failed, "line 1: byte 5 is 0xE9, which is not UTF-8");
        (await Ran.Elbo(["train", data, "--encoding", "latin", "--out", run, .. net]))
            .AssertFailed(ExitCode.WrongUsage, "encoding was 'latin', which is not known");
        (await Ran.Elbo(["train", "mnist", "--header", "no", "--out", run, .. net]))
            .AssertFailed(ExitCode.WrongUsage, "--header was given, but mnist is not a table");
        var trained = await Ran.Elbo(["train", data, "--encoding", "latin1", "--header", "no", "--separator", ";", "--out", run, .. net]);
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        var manifest = await File.ReadAllTextAsync(folder.At("run/run.json"), TestContext.Current.CancellationToken);
        Assert.Contains("\"encoding\": \"latin1\"", manifest, StringComparison.Ordinal);

        // The run's own data and another file are read as for training; a given option wins.
        Assert.Equal(60, (await Ran.Elbo("score", run, "--split", "all", "--json")).Json().GetProperty("examples").GetInt32());
        Assert.Equal(60, (await Ran.Elbo("score", run, data, "--json")).Json().GetProperty("examples").GetInt32());
        var other = folder.Write("other.csv", "0.5;Orléans\n"u8.ToArray());
        (await Ran.Elbo("score", run, other, "--encoding", "latin1", "--unknown", "error")).AssertFailed(ExitCode.Failed, "holds 'OrlÃ©ans'");
        Assert.Equal(1, (await Ran.Elbo("score", run, other, "--unknown", "error", "--json")).Json().GetProperty("examples").GetInt32());
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, other, "--encoding", "utf-8", "--out", folder.At("codes.csv"))).Code);
        (await Ran.Elbo("encode", run, "--encoding", "utf-8", "--out", folder.At("x.csv")))
            .AssertFailed(ExitCode.WrongUsage, "without DATA the run's own data is read as it was for training");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("impute", run, data, "--samples", "5", "--out", folder.At("filled.csv"))).Code);
        var filled = await File.ReadAllLinesAsync(folder.At("filled.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(("column1,column2", "0.25,Orlèans"), (filled[0], filled[2]));
        // Elbo reads what it wrote, although that has a header, commas and UTF-8.
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, folder.At("filled.csv"), "--unknown", "error")).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("decode", run, folder.At("codes.csv"), "--out", folder.At("rows.csv"))).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, folder.At("rows.csv"), "--unknown", "error")).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("train", "--resume", "--out", run, "--epochs", "2")).Code);
        (await Ran.Elbo("train", "--resume", "--out", run, "--encoding", "utf-8")).AssertFailed(ExitCode.WrongUsage, "--encoding differs");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("report", run)).Code);
    }

    [Fact]
    public async Task Decode_RunWithDecimalCommas_WritesThem()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 13},{i % 7}25;{i % 2}\n")));
        var data = folder.Write("komma.csv", Encoding.UTF8.GetBytes($"x;y\n{rows}"));
        var run = folder.At("run");
        var trained = await Ran.Elbo(
            "train", data, "--decimal", ",", "--out", run, "--hidden", "8", "--latents", "2", "--threads", "1", "--epochs", "1");
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, data, "--limit", "5", "--out", folder.At("codes.csv"))).Code);
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("decode", run, folder.At("codes.csv"), "--out", folder.At("rows.csv"))).Code);
        var lines = await File.ReadAllLinesAsync(folder.At("rows.csv"), TestContext.Current.CancellationToken);
        Assert.All(lines.Skip(1), line => Assert.Matches("^\"\\d+,\\d+\",[01]$", line));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, folder.At("rows.csv"), "--unknown", "error")).Code);
    }

    [Fact]
    public async Task Missing_WordsAndNotes_AreToldInEveryVerb()
    {
        var rows = string.Concat(Enumerable.Range(0, 60).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{i},{(i == 5 ? "-999.0" : i == 6 ? "inf" : $"{i % 13 * 0.25}")},{(i % 3 == 0 ? "None" : "b")}\n")));
        var data = folder.Write("x.csv", Encoding.UTF8.GetBytes($"# by hand\n,size,kind\n{rows}"));
        var inspected = (await Ran.Elbo("data", "inspect", data, "--missing=-999,None", "--json")).Json();
        Assert.Equal("1 line that starts with # is left out", inspected.GetProperty("notes")[0].GetString());
        Assert.Equal([0, 2, 20], inspected.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("missing").GetInt32()));
        var run = folder.At("run");
        var trained = await Ran.Elbo(
            "train", data, "--missing=-999", "--out", run, "--hidden", "8", "--latents", "2", "--threads", "1", "--epochs", "1");
        Assert.Equal((ExitCode.Done, ""), (trained.Code, trained.Error));
        Assert.Contains("1 line that starts with # is left out", trained.Out, StringComparison.Ordinal);
        Assert.Contains("in column size, 'inf' is missing", trained.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("'None' is a name, missing with", trained.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var scored = await Ran.Elbo("score", run, data, "--json");
        Assert.Equal(ExitCode.Done, scored.Code);
        // An infinite reading in given rows is an anomaly, not a gap.
        Assert.Contains("line 9, column size holds 'inf'; a real column holds numbers", scored.Error, StringComparison.Ordinal);
        var encoded = await Ran.Elbo("encode", run, data, "--out", folder.At("codes.csv"));
        Assert.Contains("x.csv: in column size, 'inf' counts as missing", encoded.Error, StringComparison.Ordinal);
        var imputed = await Ran.Elbo("impute", run, data, "--samples", "5", "--out", folder.At("f.csv"), "--json");
        Assert.Contains("\"filled\": 2", imputed.Out, StringComparison.Ordinal);
    }
}
