
namespace Elbo.Cli.Tests.Verbs;

public sealed class CompareVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Compare_OneProtocol_MarksTheLowestAndListsWhatDiffers()
    {
        var (a, b) = (await Train("a", "--epochs", "1"), await Train("b", "--epochs", "3", "--lr", "0.01"));
        var document = (await Ran.Elbo("compare", a, b, "--json")).Json();
        var group = Assert.Single(document.GetProperty("groups").EnumerateArray());
        Assert.Equal(b, group.GetProperty("best").GetString());
        var differences = group.GetProperty("runs")[1].GetProperty("differences");
        Assert.Equal(["epochs 3", "lr 0.01"], differences.EnumerateObject().Select(option => $"{option.Name} {option.Value.GetString()}"));

        var above = group.GetProperty("runs")[0].GetProperty("above_lowest");
        var (own, other) = (group.GetProperty("runs")[0].GetProperty("test"), group.GetProperty("runs")[1].GetProperty("test"));
        Assert.Equal(own.GetProperty("neg_elbo").GetDouble() - other.GetProperty("neg_elbo").GetDouble(), above.GetProperty("neg_elbo").GetDouble(), 2e-3);
        // Not the error of two independent numbers.
        var independent = double.Hypot(own.GetProperty("standard_error").GetDouble(), other.GetProperty("standard_error").GetDouble());
        Assert.InRange(Math.Abs(above.GetProperty("standard_error").GetDouble() - independent), 1e-3, independent);

        var screen = (await Ran.Elbo("compare", a, b)).Out;
        Assert.Single(screen.Split('\n'), line => line.TrimEnd().EndsWith("lowest", StringComparison.Ordinal));
        var lines = screen.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToArray();
        var heading = Array.IndexOf(lines, "option a b");
        Assert.Equal(["epochs 1 3", "lr 0.001 0.01"], lines[(heading + 1)..(heading + 3)].Order());
        Assert.DoesNotContain("Not ranked", screen, StringComparison.Ordinal);
        Assert.Contains("likelihood bernoulli", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("Bernoulli", screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_OtherBinarizationOrLikelihood_IsNotRankedAndSaysWhy()
    {
        string[] runs =
        [
            await Train("a"), await Train("b", "--binarization", "dynamic"), await Train("c", "--likelihood", "gaussian", "--binarization", "threshold"),
        ];
        var ran = await Ran.Elbo(["compare", .. runs]);
        Assert.DoesNotContain("lowest", ran.Out, StringComparison.Ordinal);
        Assert.Contains(
            "Not ranked across the 3 groups, which differ in binarization and likelihood", ran.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_IsAFigureThatIsNotOverwritten()
    {
        var (a, b) = (await Train("a"), await Train("b", "--seed", "1"));
        var document = (await Ran.Elbo("compare", a, b, "--out", folder.At("c.png"), "--json")).Json();
        Assert.Equal(folder.At("c.png"), document.GetProperty("file").GetString());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder.At("c.png"))[..4]);
        var c = await Train("c", "--seed", "2");
        (await Ran.Elbo("compare", a, c, "--out", folder.At("c.png"))).AssertFailed(ExitCode.Failed, "exists already", "--force");
    }

    [Fact]
    public async Task Compare_Series_ComparesItsRuns()
    {
        var series = await Train("series", "--seeds", "2");
        var document = (await Ran.Elbo("compare", series, "--json")).Json();
        Assert.Equal(2, document.GetProperty("groups")[0].GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public async Task Compare_TooFewOrNone_IsRefused()
    {
        var run = await Train("a");
        (await Ran.Elbo("compare", run)).AssertFailed(ExitCode.WrongUsage, "1 run was named; a comparison needs at least 2");
        (await Ran.Elbo("compare", run, run)).AssertFailed(ExitCode.WrongUsage, "1 run was named");
        (await Ran.Elbo("compare", run, folder.At("none"))).AssertFailed(ExitCode.Failed, "There is no run at");
    }

    private async Task<string> Train(string name, params string[] options)
    {
        string[] epochs = options.Contains("--epochs") ? [] : ["--epochs", "1"];
        var ran = await Ran.Elbo(["train", TinyData.Write(folder), "--out", folder.At(name), .. epochs, .. options, .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        return folder.At(name);
    }
}
