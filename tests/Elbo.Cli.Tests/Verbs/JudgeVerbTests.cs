using System.Globalization;
using System.Text;

namespace Elbo.Cli.Tests.Verbs;

public sealed class JudgeVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Judge_RowsOfTheSameSource_HaveTheirQualityAndNoTells()
    {
        var (real, synthetic, test) = (Rows("real.csv", 0), Rows("synthetic.csv", 1), Rows("test.csv", 2));
        var json = (await Ran.Elbo("judge", real, synthetic, "--test", test, "--target", "member", "--json")).Json();
        Assert.Equal((400, 400, 400), (Number("real_rows"), Number("synthetic_rows"), Number("test_rows")));
        Assert.InRange(json.GetProperty("quality").GetDouble(), 0.9, 1);
        Assert.Equal(["size", "age", "city", "member"], json.GetProperty("columns").EnumerateArray().Select(column => column.GetProperty("name").GetString()));
        Assert.Equal(6, json.GetProperty("pairs").GetArrayLength());
        Assert.Equal("member", json.GetProperty("usefulness").GetProperty("target").GetString());
        Assert.Equal(5, json.GetProperty("usefulness").GetProperty("learners").GetArrayLength());
        Assert.InRange(json.GetProperty("detection").GetProperty("logistic_regression_auroc").GetDouble(), 0.35, 0.65);
        Assert.Equal(0, json.GetProperty("privacy").GetProperty("exact_copies").GetDouble());

        int Number(string name) => json.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Judge_Copies_AreCalledCopies()
    {
        var (real, other) = (Rows("real.csv", 0), Rows("other.csv", 3));
        var copied = (await Ran.Elbo("judge", real, real, "--test", other, "--json")).Json().GetProperty("privacy");
        Assert.Equal(1, copied.GetProperty("exact_copies").GetDouble());
        Assert.True(copied.GetProperty("nearer_than_chance").GetBoolean());
    }

    [Fact]
    public async Task Judge_WithOut_WritesPageAndNumbers()
    {
        var (real, synthetic, page) = (Rows("real.csv", 0), Rows("synthetic.csv", 1), folder.At("judged"));
        var ran = await Ran.Elbo("judge", real, synthetic, "--out", page);
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Contains("judgement.html", ran.Out, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(Path.Combine(page, "judgement.html"), TestContext.Current.CancellationToken);
        Assert.EndsWith("</html>", html.TrimEnd(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(page, "judgement.json")));
        (await Ran.Elbo("judge", real, synthetic, "--out", page)).AssertFailed(ExitCode.Failed, page);
    }

    [Fact]
    public async Task Evaluate_Synthetic_JudgesDrawnRowsOrSaysWhyNot()
    {
        string[] train = ["train", Rows("real.csv", 0), "--epochs", "2", "--hidden", "8", "--latents", "2", "--threads", "1"];
        Assert.Equal(ExitCode.Done, (await Ran.Elbo([.. train, "--out", folder.At("run")])).Code);
        var json = (await Ran.Elbo("evaluate", folder.At("run"), "--synthetic", "--limit", "100", "--target", "member", "--json")).Json();
        Assert.Equal(100, json.GetProperty("synthetic_rows").GetInt32());
        (await Ran.Elbo("evaluate", folder.At("run"), "--synthetic", "--nll", "5")).AssertFailed(ExitCode.WrongUsage, "--synthetic judges rows");

        Assert.Equal(ExitCode.Done, (await Ran.Elbo([.. train, "--condition", "member", "--out", folder.At("given")])).Code);
        (await Ran.Elbo("evaluate", folder.At("given"), "--synthetic")).AssertFailed(ExitCode.WrongUsage, "draws rows under a condition, member");
        (await Ran.Elbo("evaluate", folder.At("given"), "--synthetic", "--target", "member"))
            .AssertFailed(ExitCode.WrongUsage, "--target was member, which is the condition of");
    }

    [Fact]
    public async Task Judge_WrongFiles_NamesWhatIsWrong()
    {
        var real = Rows("real.csv", 0);
        (await Ran.Elbo("judge", real, folder.Write("few.csv", "size,age\n1,2\n3,4\n"u8.ToArray()))).AssertFailed(ExitCode.Failed, "city");
        (await Ran.Elbo("judge", real, folder.At("absent.csv"))).AssertFailed(ExitCode.Failed, "absent.csv");
        (await Ran.Elbo("judge", real, real, "--target", "colour")).AssertFailed(ExitCode.Failed, "colour");
        (await Ran.Elbo("judge", real)).AssertFailed(ExitCode.WrongUsage, "SYNTHETIC");
    }

    /// <summary>Rows of one distribution: the seed decides the noise only.</summary>
    private string Rows(string name, int seed)
    {
        var (text, random) = (new StringBuilder("size,age,city,member\n"), new Random(seed));
        string[] cities = ["Bern", "Chur", "Genf"];
        for (var i = 0; i < 400; i++)
        {
            var age = random.Next(18, 80);
            text.Append(CultureInfo.InvariantCulture,
                $"{150 + age * 0.3 + 8 * random.NextDouble():F3},{age},{cities[random.Next(3)]},{(random.Next(18, 80) < age ? "yes" : "no")}\n");
        }
        return folder.Write(name, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
