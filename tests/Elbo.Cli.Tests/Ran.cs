using System.Text.Json;

namespace Elbo.Cli.Tests;

/// <summary>The result of one call of the program: its exit code and output.</summary>
internal sealed record Ran(int Code, string Out, string Error)
{
    /// <summary>Runs the program in this process, as if its output were redirected to files.</summary>
    public static async Task<Ran> Elbo(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await App.RunAsync(args, new Terminal(output, error, IsInteractive: false));
        return new(code, output.ToString(), error.ToString());
    }

    /// <summary>The one JSON document on standard output.</summary>
    public JsonElement Json()
    {
        Assert.Equal("", Code == ExitCode.Done ? "" : Error);
        using var document = JsonDocument.Parse(Out);
        return document.RootElement.Clone();
    }

    /// <summary>Asserts a failure as a user should see it: an exit code, clear lines on standard error, nothing else.</summary>
    public Ran AssertFailed(int code, params string[] parts)
    {
        Assert.Equal("", Out);
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
        var lines = Error.TrimEnd().Split('\n');
        if (code == ExitCode.Failed)
            Assert.Single(lines);
        Assert.All(lines, line => Assert.True(line.StartsWith("elbo: ", StringComparison.Ordinal) || line.StartsWith("See: ", StringComparison.Ordinal), line));
        Assert.Equal(code, Code);
        return this;
    }
}
