using System.Globalization;
using System.Text;
using Elbo.Files.NumPy;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>encode, score and decode of a run on a table.</summary>
public sealed class TableUseTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("evaluate", "RUN")]
    [InlineData("report", "RUN")]
    [InlineData("score", "RUN")]
    [InlineData("encode", "RUN", "--split", "all", "--out", "OUT")]
    [InlineData("impute", "RUN", "--out", "OUT")]
    [InlineData("train", "--resume", "--out", "RUN", "--epochs", "9")]
    public async Task Data_ThatWasMovedAway_IsNamedAndTakenFromData(params string[] words)
    {
        var run = await Train();
        var (table, moved) = (Directory.GetFiles(folder.Path, "*.csv").Single(), Path.Combine(Directory.CreateTempSubdirectory("elbo-").FullName, "rows.csv"));
        File.Move(table, moved);
        string[] args = [.. words.Select(word => word switch { "RUN" => run, "OUT" => folder.At("out.csv"), _ => word })];
        (await Ran.Elbo(args)).AssertFailed(ExitCode.Failed, $"run.json asks for the run's data, {table}", "--data");
        var ran = await Ran.Elbo([.. args, "--data", moved]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Directory.Delete(Path.GetDirectoryName(moved)!, recursive: true);
    }

    [Fact]
    public async Task EncodeScoreDecode_Table_WorkEndToEnd()
    {
        var run = await Train();
        var cancellation = TestContext.Current.CancellationToken;

        // The run's own test rows, by number and name in the file.
        var codes = folder.At("codes.csv");
        Assert.Equal(6, (await Ran.Elbo("encode", run, "--out", codes, "--variances", "--json")).Json().GetProperty("examples").GetInt32());
        var lines = await File.ReadAllLinesAsync(codes, cancellation);
        Assert.Equal("row,id,mu_0,mu_1,var_0,var_1", lines[0]);
        Assert.All(lines.Skip(1), line => Assert.Equal($"r{int.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)}", line.Split(',')[1]));
        // Another file, with columns in another order and missing cells.
        var other = folder.Write("new.csv", Encoding.UTF8.GetBytes("city,size,age\nBern,1.5,2\n,,\nGenf,4,NA\n"));
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, other, "--out", folder.At("z.npz"), "--samples", "3")).Code);
        var arrays = NpzFile.Read(folder.At("z.npz"));
        Assert.Equal("row int32 [3], mu float32 [3, 2], z float32 [3, 3, 2]", string.Join(", ", arrays.Select(array => $"{array.Key} {array.Value}")));

        var scores = folder.At("scores.csv");
        var scored = (await Ran.Elbo("score", run, other, "--out", scores, "--json")).Json();
        Assert.Equal((3, 54), (scored.GetProperty("examples").GetInt32(), scored.GetProperty("training_examples").GetInt32()));
        lines = await File.ReadAllLinesAsync(scores, cancellation);
        Assert.Equal(("row,score,rank,anomaly,column,column_nats", 4), (lines[0], lines.Length));
        Assert.EndsWith(",,", lines[2], StringComparison.Ordinal); // every cell is missing
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("score", run, other, "--out", folder.At("scores.npz"))).Code);
        Assert.Equal([3, 3], NpzFile.Read(folder.At("scores.npz")) is var all ? [all["score"].Count, all["rank"].Count] : Array.Empty<long>());
        var shown = await Ran.Elbo("score", run, "--by", "nll", "--samples", "5", "--top", "2", "--quantile", "0.999");
        Assert.Contains("above 99.9 % of 54 training rows", shown.Out, StringComparison.Ordinal);
        Assert.Contains("most unusual cell", shown.Out, StringComparison.Ordinal);
        Assert.Contains("6 rows scored by NLL(5)", shown.Out, StringComparison.Ordinal);

        var rows = folder.At("rows.csv");
        Assert.Equal((ExitCode.Done, ""), ((await Ran.Elbo("decode", run, codes, "--out", rows)) is var decoded ? (decoded.Code, decoded.Error) : default));
        lines = await File.ReadAllLinesAsync(rows, cancellation);
        Assert.Equal(("id,size,age,city", 7), (lines[0], lines.Length));
        Assert.All(lines.Skip(1), line => Assert.Contains(line.Split(',')[3], (string[])["Bern", "Chur", "Genf"]));
        // The ids of the codes, and as many decimals as the file has.
        Assert.Equal((await File.ReadAllLinesAsync(codes, cancellation)).Select(line => line.Split(',')[1]), lines.Select(line => line.Split(',')[0]));
        Assert.All(lines.Skip(1), line => Assert.Matches(@"^-?\d+(\.\d{1,2})?$", line.Split(',')[1]));
        // Decoded rows can be read again, also as Parquet.
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("decode", run, codes, "--out", folder.At("rows.parquet"))).Code);
        Assert.Equal(
            6, (await Ran.Elbo("encode", run, folder.At("rows.parquet"), "--out", folder.At("again.npy"), "--json")).Json().GetProperty("examples").GetInt32());

        var wrong = folder.Write("wrong.csv", Encoding.UTF8.GetBytes("size,age,city\n1.5,2,Bern\n1.5,2,Paris\n"));
        (await Ran.Elbo("encode", run, wrong, "--out", folder.At("x.csv")))
            .AssertFailed(ExitCode.Failed, "line 3, column city holds 'Paris'", "one of Bern, Chur, Genf");
        (await Ran.Elbo("score", run, folder.Write("few.csv", "size,age\n1,2\n"u8.ToArray()))).AssertFailed(ExitCode.Failed, "has no column 'city'");
        (await Ran.Elbo("impute", run, other, "--limit", "2", "--out", folder.At("filled.csv")))
            .AssertFailed(ExitCode.WrongUsage, "--limit or --split was given, but every row of a table is written");
        (await Ran.Elbo("score", run, "--by", "squared-error")).AssertFailed(ExitCode.WrongUsage, "no common unit");
        (await Ran.Elbo("score", run, "--normal", "1", "--sheet", "x.png")).AssertFailed(ExitCode.WrongUsage, "--normal and --sheet are for images");
        (await Ran.Elbo("decode", run, codes, "--out", "x.png")).AssertFailed(ExitCode.WrongUsage, "a file that ends in .csv or .parquet");
        (await Ran.Elbo("decode", run, other, "--out", rows)).AssertFailed(ExitCode.Failed, "has no column 'mu_0'");
        (await Ran.Elbo("encode", run, "mnist", "--out", folder.At("none.csv"))).AssertFailed(ExitCode.WrongUsage, "learned from a table, and mnist is none");
        (await Ran.Elbo("impute", run, other, "--region", "0,0,1,1", "--out", folder.At("x.csv"))).AssertFailed(ExitCode.WrongUsage, "--region is for images");
        (await Ran.Elbo("impute", run, other, "--out", folder.At("x.png"))).AssertFailed(ExitCode.WrongUsage, "Use --out filled.csv");
        (await Ran.Elbo("denoise", run)).AssertFailed(ExitCode.WrongUsage, "learned from a table, but this verb is for images");
    }

    [Fact]
    public async Task Unknown_CellsOfNewRows_DoNotStopTheOthers()
    {
        var run = await Train();
        var rows = folder.Write("rows.csv", "size,age,city\n1.5,2,Paris\n1.5,,Bern\n1.5,three,\n1e300,2,Genf\n"u8.ToArray());
        var (scores, codes, filled) = (folder.At("scores.csv"), folder.At("codes.csv"), folder.At("filled.csv"));
        var cancellation = TestContext.Current.CancellationToken;

        var ran = await Ran.Elbo("score", run, rows, "--out", scores);
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Contains("line 2, column city holds 'Paris'; a categorical column holds one of Bern, Chur, Genf. ", ran.Error, StringComparison.Ordinal);
        Assert.Contains("2 such rows were scored as anomalous.", ran.Error, StringComparison.Ordinal);
        var lines = (await File.ReadAllLinesAsync(scores, cancellation)).Select(line => line.Split(',')).ToArray();
        Assert.Equal(["Infinity", "1", "true", "city", "Infinity"], lines[1][1..]);
        Assert.Equal(["Infinity", "2", "true", "age", "Infinity"], lines[3][1..]);
        Assert.Equal(["3", "true", "size"], lines[4][2..5]);
        Assert.True(double.Parse(lines[4][1], CultureInfo.InvariantCulture) is > 1e9 and < double.PositiveInfinity);
        Assert.Equal("4", lines[2][2]);
        var worst = (await Ran.Elbo("score", run, rows, "--by", "nll", "--json")).Json().GetProperty("most_anomalous").EnumerateArray().ToArray();
        Assert.Equal(["Paris", "three", "1E+300"], worst[..3].Select(row => row.GetProperty("cell").GetString()));
        var json = (await Ran.Elbo("score", run, rows, "--unknown", "skip", "--json")).Json();
        Assert.Equal((2, 1), (json.GetProperty("examples").GetInt32(), json.GetProperty("anomalies").GetInt32()));
        (await Ran.Elbo("score", run, rows, "--unknown", "error")).AssertFailed(ExitCode.Failed, "column city holds 'Paris'", "--unknown skip");

        (await Ran.Elbo("encode", run, rows, "--out", codes)).AssertFailed(ExitCode.Failed, "column city holds 'Paris'");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, rows, "--out", codes, "--unknown", "skip", "--variances")).Code);
        var text = await File.ReadAllTextAsync(codes, cancellation);
        Assert.Equal(["row", "2", "4"], text.TrimEnd().Split('\n').Select(line => line.Split(',')[0]));
        Assert.DoesNotMatch("NaN|nfinity", text);

        Assert.Equal(ExitCode.Done, (await Ran.Elbo("impute", run, rows, "--out", filled, "--unknown", "skip")).Code);
        lines = (await File.ReadAllLinesAsync(filled, cancellation)).Select(line => line.Split(',')).ToArray();
        Assert.Equal(["1.5", "2", "Paris"], lines[1]);
        Assert.Equal(["1.5", "three", ""], lines[3]);
        Assert.True(double.TryParse(lines[2][1], CultureInfo.InvariantCulture, out _));
        Assert.DoesNotContain("cannot be trusted", ran.Error, StringComparison.Ordinal);

        var far = folder.Write("far.csv", "size,age,city\n1.5,,Bern\n1e300,,Genf\n-1e9,2,\n1e300,3,Genf\n"u8.ToArray());
        ran = await Ran.Elbo("impute", run, far, "--out", filled, "--force");
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Contains(
            "row 2, column size holds 1E+300, more than 100 standard deviations from the training rows. What is filled in beside it, and beside such cells "
                + "in 1 more row, cannot be trusted: correct the cell, or leave it empty.",
            ran.Error, StringComparison.Ordinal);
        Assert.Matches(@" \d\.\d\dE\+\d+ ", (await Ran.Elbo("score", run, far)).Out);
        (await Ran.Elbo("encode", run, rows, "--out", codes, "--unknown", "anomaly")).AssertFailed(ExitCode.WrongUsage, "it must be one of error, skip");
    }

    [Fact]
    public async Task Score_FileInBlocks_GivesTheScoresOfOneReadWhole()
    {
        var run = await Train();
        var random = new Random(2);
        var text = new StringBuilder("key,size,age,city\n");
        for (var row = 0; row < 20_000; row++)
            text.Append(CultureInfo.InvariantCulture, $"k{row},{random.Next(1, 400) / 8.0},{(random.Next(9) == 0 ? "none" : random.Next(40))},")
                .Append(random.Next(500) == 0 ? "Paris" : ((string[])["Bern", "Chur", "Genf", ""])[random.Next(4)]).Append('\n');
        Assert.True(text.Length > 1 << 18, "several blocks are needed");
        List<string> screens = [], files = [], words = [];
        foreach (var before in new[] { "", "# a line that is no row: the file is read whole\n" })
        {
            var rows = folder.Write("rows.csv", Encoding.UTF8.GetBytes(before + text));
            var ran = await Ran.Elbo("score", run, rows, "--out", folder.At("scores.csv"), "--force", "--top", "30");
            Assert.Equal(ExitCode.Done, ran.Code);
            screens.Add(ran.Out);
            words.Add(ran.Error);
            files.Add(await File.ReadAllTextAsync(folder.At("scores.csv"), TestContext.Current.CancellationToken));
        }
        Assert.Equal(screens[1], screens[0]);
        Assert.Equal(files[1], files[0]);
        Assert.StartsWith("row,key,score,rank,anomaly,column,column_nats\n1,k0,", files[0], StringComparison.Ordinal);
        Assert.All(words, text => Assert.Contains("in column age, 'none' counts as missing", text, StringComparison.Ordinal));
        Assert.All(words, text => Assert.Contains("such rows were scored as anomalous", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decode_CodesOfAnotherFile_AreReadOrRefused()
    {
        var run = await Train();
        NpzFile.Write(folder.At("z.npz"), new Dictionary<string, NpyArray> { ["mu"] = NpyArray.Of<float>([0, 0, 1, -1], 2, 2) });
        Assert.Equal(
            2, (await Ran.Elbo("decode", run, folder.At("z.npz"), "--out", folder.At("rows.csv"), "--json")).Json().GetProperty("examples").GetInt32());
        NpzFile.Write(folder.At("none.npz"), new Dictionary<string, NpyArray> { ["z"] = NpyArray.Of<float>([0, 0], 1, 2) });
        (await Ran.Elbo("decode", run, folder.At("none.npz"), "--out", folder.At("x.csv")))
            .AssertFailed(ExitCode.WrongUsage, "holds z, but codes are the array mu");
        var wide = folder.Write("wide.csv", "mu_0,mu_1,mu_2\n0,0,0\n"u8.ToArray());
        (await Ran.Elbo("decode", run, wide, "--out", folder.At("x.csv")))
            .AssertFailed(ExitCode.WrongUsage, "has a column mu_2, but a code of this model has 2 numbers");
        Assert.False(File.Exists(folder.At("x.csv")));
    }

    [Fact]
    public async Task Train_ColumnsThatNobodyChose_AreTold()
    {
        var rows = string.Join(
            '\n',
            Enumerable.Range(0, 40).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i == 7 ? "forty" : $"{20 + i}")},{i * i % 7},r{i},s{i}")));
        var data = folder.Write("typo.csv", Encoding.UTF8.GetBytes($"age,size,id,other\n{rows}\n"));
        var trained = await Ran.Elbo(
            "train", data, "--out", folder.At("typo"), "--epochs", "1", "--columns", "other:skip", "--hidden", "8", "--latents", "2", "--threads", "1");
        Assert.Equal(ExitCode.Done, trained.Code);
        var words = string.Join(' ', trained.Out.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(
            "Not trained on: age (40 different texts; 'forty' in row 8 is not a number; 39 of 40 are; if it marks a missing one: --missing forty), "
                + "id (40 different texts). Another kind: --columns age:KIND.",
            words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_TableAndLabel_ColoursTheCodes()
    {
        var run = await Train();
        Assert.Contains("coloured by city: the column of names", await Report(), StringComparison.Ordinal);
        await Ran.Elbo("report", run, "--label", "age");
        Assert.Contains("coloured by age: as requested", await Report(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(run, "figures", "columns.png")));
        (await Ran.Elbo("report", run, "--label", "id")).AssertFailed(ExitCode.WrongUsage, "the label was id, which has 60 different values", "at most 22");
        (await Ran.Elbo("report", run, "--label", "none")).AssertFailed(ExitCode.WrongUsage, "has no such column; it has size, age, city, id");

        async Task<string> Report() => await File.ReadAllTextAsync(Path.Combine(run, "report.html"), TestContext.Current.CancellationToken);
    }

    /// <summary>A run on 60 rows, 6 of whose cells are missing; the column id is not used.</summary>
    [Fact]
    public async Task Export_Table_WritesItsFiveGraphs()
    {
        var document = (await Ran.Elbo("export", await Train(), "--json")).Json();
        string[] files = [.. document.GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetString()!))];
        Assert.Equal(["encoder.onnx", "decoder.onnx", "vae.onnx", "sampler.onnx", "imputer.onnx"], files);
        Assert.True(document.GetProperty("has_rate").GetBoolean());
    }

    private async Task<string> Train()
    {
        var text = new StringBuilder("size,age,city,id\n");
        string[] cities = ["Bern", "Chur", "Genf"];
        for (var i = 0; i < 60; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i % 20 == 3 ? "" : $"{1 + i * 0.25}")},{i % 13},{(i % 20 == 7 ? "NA" : cities[i % 3])},r{i + 1}\n");
        var data = folder.Write("table.csv", Encoding.UTF8.GetBytes(text.ToString()));
        var ran = await Ran.Elbo(
            "train", data, "--out", folder.At("run"), "--epochs", "1", "--columns", "size:real", "--hidden", "8", "--latents", "2", "--threads", "1");
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        return folder.At("run");
    }
}
