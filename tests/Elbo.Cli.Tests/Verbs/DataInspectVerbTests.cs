namespace Elbo.Cli.Tests.Verbs;

public sealed class DataInspectVerbTests : IDisposable
{
    private static readonly byte[] PngStart = [0x89, 0x50, 0x4E, 0x47];
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Inspect_TableOfAGermanSpreadsheet_NamesDecimalCommasAndWritesAmountsInFull()
    {
        var rows = string.Join('\n', Enumerable.Range(0, 30).Select(i => FormattableString.Invariant($"{i},5;{104_923 - 1000 * i}")));
        var table = folder.Write("umsatz.csv", System.Text.Encoding.UTF8.GetBytes($"\uFEFFalter;umsatz\n{rows}\n"));
        var shown = (await Ran.Elbo("data", "inspect", table)).Out;
        Assert.Matches("0,5 … 29,5, mean 15,0 +numbers with decimal commas", shown);
        Assert.Contains("75,923 … 104,923, mean 90,423", shown, StringComparison.Ordinal);
        Assert.Contains("0.5 … 29.5, mean 15", (await Ran.Elbo("data", "inspect", table, "--decimal", ",")).Out, StringComparison.Ordinal);
        (await Ran.Elbo("data", "inspect", table, "--decimal", ";")).AssertFailed(ExitCode.WrongUsage, "--decimal was ';'; it must be a point or a comma");
    }

    [Fact]
    public async Task Inspect_WithoutSheet_WritesNothing()
    {
        var data = TinyData.Write(folder);
        var before = folder.Content();
        var ran = await Ran.Elbo("data", "inspect", data);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Assert.Contains("the last 20 of 200 images", ran.Out, StringComparison.Ordinal);
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public async Task Sheet_IsAPng_InAFolderThatIsMade()
    {
        var sheet = folder.At("new", "sheet.png");
        var document = (await Ran.Elbo("data", "inspect", TinyData.Write(folder), "--sheet", sheet, "--json")).Json();
        Assert.Equal(sheet, document.GetProperty("sheet").GetString());
        Assert.Equal(PngStart, File.ReadAllBytes(sheet)[..4]);
    }

    [Fact]
    public async Task Sheet_ThatIsAnotherFile_IsReplacedOnlyWithForce()
    {
        var (data, sheet) = (TinyData.Write(folder), folder.Write("sheet.png", [1]));
        var before = folder.Content();
        (await Ran.Elbo("data", "inspect", data, "--sheet", sheet)).AssertFailed(ExitCode.Failed, $"{sheet} exists already", "--force", "--sheet");
        Assert.Equal(before, folder.Content());
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("data", "inspect", data, "--sheet", sheet, "--force")).Code);
        Assert.Equal(PngStart, File.ReadAllBytes(sheet)[..4]);
    }

    [Theory]
    [InlineData(ExitCode.WrongUsage, "--sheet was", "sheet.txt")]
    [InlineData(ExitCode.Failed, "--sheet", "train-images-idx3-ubyte", "sheet.png")]
    public async Task Sheet_ThatCannotBeAPng_IsRefused(int code, string message, params string[] names)
    {
        var data = TinyData.Write(folder);
        var before = folder.Content();
        (await Ran.Elbo("data", "inspect", data, "--sheet", folder.At(names))).AssertFailed(code, message, folder.At(names));
        Assert.Equal(before, folder.Content());
    }
}
