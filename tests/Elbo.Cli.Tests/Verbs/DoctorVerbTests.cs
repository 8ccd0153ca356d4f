using Elbo.Cli.Verbs;
using Elbo.Compute.Native;

namespace Elbo.Cli.Tests.Verbs;

public sealed class DoctorVerbTests
{
    private const string Remedy = "libtorch is missing: add the package for this platform.";

    [Fact]
    public async Task Doctor_OnAReadyMachine_EndsWithReady()
    {
        var ran = await Ran.Elbo("doctor");
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        Assert.Equal("ready", ran.Out.TrimEnd().Split('\n')[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Show_OfAMachineThatIsNotReady_FailsWithTheRemedy(bool json)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = DoctorVerb.Show(new(output, error, IsInteractive: false), SystemReport.Gather() with { Remedy = Remedy }, json);
        Assert.Equal((ExitCode.Failed, $"elbo: {Remedy}{Environment.NewLine}"), (code, error.ToString()));
        Assert.EndsWith(json ? "}" : "not ready", output.ToString().TrimEnd(), StringComparison.Ordinal);
    }
}
