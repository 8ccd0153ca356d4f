using System.Text;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>Options that would do nothing are refused before anything is read: the run and the data need not exist.</summary>
public sealed class IdleOptionTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--samples was given, but does nothing without --by nll", "score", "RUN", "--samples", "7")]
    [InlineData("--seed was given, but does nothing without --by neg-elbo or nll", "score", "RUN", "--by", "squared-error", "--seed", "7")]
    [InlineData("--seed was given, but does nothing without --samples", "encode", "RUN", "--out", "x.npy", "--seed", "7")]
    [InlineData("--seed was given, but does nothing without --noise", "denoise", "RUN", "--seed", "7")]
    [InlineData("--size, --fit was given, but TABLE is a table", "train", "TABLE", "--size", "64x64", "--fit", "pad", "--out", "RUN")]
    [InlineData("--labels was given, but TABLE is a table", "train", "TABLE", "--labels", "3", "--out", "RUN")]
    [InlineData("--size was given, but TABLE is a table", "data", "inspect", "TABLE", "--size", "64")]
    [InlineData("--sheet was given, but TABLE is a table", "data", "inspect", "TABLE", "--sheet")]
    [InlineData("--columns was given, but mnist is not a table", "data", "inspect", "mnist", "--columns", "a:skip")]
    [InlineData("--sheet was x.jpg; its ending must be .png", "score", "RUN", "--sheet", "x.jpg")]
    [InlineData("--out was x.txt; its ending must be .csv, .parquet, .npz or .npy", "score", "RUN", "--out", "x.txt")]
    [InlineData("--out was x.parquet; its ending must be .csv", "impute", "RUN", "TABLE", "--out", "x.parquet")]
    [InlineData("--method was '1'; it must be one of miwae, gibbs", "impute", "RUN", "TABLE", "--out", "x.csv", "--method", "1")]
    [InlineData("--path was '1'; it must be one of linear, spherical", "interpolate", "RUN", "--path", "1")]
    [InlineData("--by was '1'; it must be one of neg-elbo, nll, squared-error", "score", "RUN", "--by", "1")]
    [InlineData("--estimator was '1'; it must be one of is, ais", "evaluate", "RUN", "--estimator", "1")]
    [InlineData("--limit was '99999999999'; it must be a whole number of at most 2147483647", "score", "RUN", "--limit", "99999999999")]
    [InlineData("--top was 'x'; it must be a whole number", "score", "RUN", "--top", "x")]
    [InlineData("--top was 201; it must be from 1 to 200", "score", "RUN", "--top", "201")]
    [InlineData("--limit was 0; it must be at least 1", "score", "RUN", "--limit", "0")]
    [InlineData("--seed was '-1'; it must be a whole number from 0", "score", "RUN", "--seed", "-1")]
    [InlineData("--quantile was 'high'; it must be a number", "score", "RUN", "--quantile", "high")]
    [InlineData("--normal was '3,'; it must be one or more words", "score", "RUN", "--normal", "3,")]
    public async Task Option_ThatWouldDoNothing_IsRefused(string message, params string[] words)
    {
        var table = folder.Write("table.csv", Encoding.UTF8.GetBytes("a,b\n1,2\n3,4\n"));
        var before = folder.Content();
        string Of(string word) => word.Replace("TABLE", table, StringComparison.Ordinal).Replace("RUN", folder.At("run"), StringComparison.Ordinal);
        (await Ran.Elbo([.. words.Select(Of)])).AssertFailed(ExitCode.WrongUsage, Of(message));
        Assert.Equal(before, folder.Content());
    }

    [Theory]
    [InlineData("score", "x.csv", "--out")]
    [InlineData("score", "x.png", "--sheet")]
    [InlineData("encode", "x.npy", "--out")]
    [InlineData("denoise", "x.npy", "--out")]
    public async Task Output_ThatExists_IsRefusedBeforeTheRunIsRead(string verb, string file, string option)
    {
        var path = folder.Write(file, [1]);
        (await Ran.Elbo(verb, folder.At("run"), option, path)).AssertFailed(ExitCode.Failed, path, "exists already", "--force", option);
    }

    [Fact]
    public async Task OutputFolder_ThatHoldsFiles_IsRefusedBeforeTheRunIsRead()
    {
        folder.Write("images/1.png", [1]);
        (await Ran.Elbo("denoise", folder.At("run"), "--out", folder.At("images"), "--force")).AssertFailed(ExitCode.Failed, "holds files already", "--out");
    }
}
