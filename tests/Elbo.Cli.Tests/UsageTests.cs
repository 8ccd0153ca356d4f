namespace Elbo.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData(new[] { "trian" }, "'trian' is not a verb of elbo. Did you mean train?")]
    [InlineData(new[] { "trian", "mnist", "--epochs", "3" }, "'trian' is not a verb of elbo. Did you mean train?")]
    [InlineData(new[] { "xyzzy" }, "'xyzzy' is not a verb of elbo.")]
    [InlineData(new[] { "data", "lits" }, "'lits' is not a verb of elbo data. Did you mean list?")]
    [InlineData(new[] { "data", "--jsn" }, "--jsn is not an option of elbo data.")]
    [InlineData(new[] { "train", "mnist", "--latent", "5" }, "--latent is not an option of elbo train. Did you mean --latents?")]
    [InlineData(new[] { "train", "mnist", "fashion" }, "'fashion' is one word too many for elbo train.")]
    [InlineData(new[] { "data", "inspect" }, "inspect")]
    [InlineData(new[] { "train", "--out" }, "--out")]
    [InlineData(new[] { "train", "mnist", "--latents", "many" }, "--latents was 'many'; it must be a whole number")]
    [InlineData(new[] { "train", "mnist", "--seed", "-1" }, "--seed was '-1'; it must be a whole number from 0")]
    [InlineData(new[] { "train", "mnist", "--lr", "fast" }, "--lr was 'fast'; it must be a number")]
    [InlineData(
        new[] { "train", "mnist", "--activation", "rleu" },
        "--activation was 'rleu'; it must be one of relu, tanh, gelu, silu, elu, softplus, gated. Did you mean relu?")]
    [InlineData(new[] { "train", "mnist", "--hidden", "5,x" }, "--hidden was '5,x'; it must be whole numbers")]
    public async Task Arguments_ThatDoNotParse_AreNamed(string[] args, string message)
    {
        var ran = await Ran.Elbo(args);
        ran.AssertFailed(ExitCode.WrongUsage, message, "See: elbo ");
        Assert.Equal(2, ran.Error.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task Train_DataTwice_AsksForOne() => (await Ran.Elbo("train", "mnist", "--data", "photos"))
        .AssertFailed(ExitCode.WrongUsage, "DATA was mnist and --data was photos. Give one of them.");

    [Theory]
    [InlineData()]
    [InlineData("data")]
    public async Task Command_WithoutVerb_PrintsItsHelp(params string[] args)
    {
        var ran = await Ran.Elbo(args);
        var help = await Ran.Elbo([.. args, "--help"]);
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Contains("Usage:", ran.Out, StringComparison.Ordinal);
        Assert.Equal(help, ran);
    }

    [Fact]
    public async Task Version_IsTheNameAndThreeNumbers()
    {
        var ran = await Ran.Elbo("--version");
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Matches(@"^elbo \d+\.\d+\.\d+\r?\n$", ran.Out);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("data", "list")]
    [InlineData("data", "inspect")]
    [InlineData("recipes")]
    [InlineData("doctor")]
    [InlineData("evaluate")]
    [InlineData("compare")]
    [InlineData("sample")]
    [InlineData("reconstruct")]
    [InlineData("manifold")]
    [InlineData("interpolate")]
    [InlineData("traverse")]
    [InlineData("report")]
    [InlineData("bench")]
    [InlineData("import")]
    [InlineData("export")]
    public async Task Help_OfEveryVerb_EndsWithAnExample(params string[] verb)
    {
        var ran = await Ran.Elbo([.. verb, "--help"]);
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.All(ran.Out.Split(Environment.NewLine).TakeWhile(line => line != "Examples:"), line => Assert.InRange(line.Length, 0, 80));
        Assert.Contains($"Examples:{Environment.NewLine}  elbo {string.Join(' ', verb)}", ran.Out, StringComparison.Ordinal);
    }
}
