using Elbo.Studio.Runs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Elbo.Studio.Tests.Safety;

/// <summary>
/// Nothing outside FOLDER can be reached, however the path is written. Pages use only <see cref="RunCatalog.Find"/>; files come by the routes below.
/// </summary>
public sealed class LeavingTheFolderTests(LoopbackStudio shared) : IClassFixture<LoopbackStudio>
{
    private const string Secret = "what lies outside";

    [Theory]
    [InlineData("/files/report?run={0}")]
    [InlineData("/files/figure?run={0}&file=secret.png")]
    [InlineData("/files/figure?run=inside&file={0}/figures/secret.png")]
    [InlineData("/files/figure?run=inside&file={0}/report.html")]
    [InlineData("/files/../{0}/report.html")]
    [InlineData("/{0}/report.html")]
    [InlineData("/_content/Elbo.Studio/{0}/report.html")]
    [InlineData("/_framework/{0}/report.html")]
    [InlineData("/fonts/{0}/report.html")]
    [InlineData("/runs/{0}/report.html")]
    [InlineData("/latent/{0}/report.html")]
    public async Task Get_APathOutside_IsNotReached(string route)
    {
        var studio = shared.Client;
        using var outside = new TempFolder();
        var run = TinyRun.Write(outside.At("outside"));
        File.WriteAllText(run.ReportPath, Secret);
        File.WriteAllText(Path.Combine(run.FiguresPath, "secret.png"), Secret);
        if (!Directory.Exists(studio.Folder.At("inside")))
            TinyRun.Write(studio.Folder.At("inside"));
        var up = Path.GetRelativePath(studio.Folder.Path, outside.At("outside"));
        var deep = string.Concat(Enumerable.Repeat("../", 12)) + outside.At("outside").TrimStart('/');
        foreach (var path in (string[])[up, "inside/../" + up, "inside/figures/../../" + up, deep, outside.At("outside"), "." + outside.At("outside")])
            foreach (var written in Written(path))
            {
                var answer = await studio.SendRawAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, route, written));
                Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
                Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
            }
    }

    [Theory]
    [InlineData("linked")]
    [InlineData("../outside")]
    [InlineData("inside/../../outside")]
    [InlineData("%2e%2e/outside")]
    [InlineData("inside/")]
    [InlineData("./inside")]
    [InlineData("INSIDE")]
    [InlineData("")]
    public void Find_AnotherNameThanARunHas_IsNothing(string name)
    {
        using var folder = new TempFolder();
        TinyRun.Write(folder.At("outside"));
        TinyRun.Write(folder.At("runs", "inside"));
        Directory.CreateSymbolicLink(folder.At("runs", "linked"), folder.At("outside"));
        using var catalog = new RunCatalog(new() { Folder = folder.At("runs") }, TimeProvider.System, NullLogger<RunCatalog>.Instance);
        Assert.NotNull(catalog.Find("inside"));
        Assert.Null(catalog.Find(name));
    }

    /// <summary>The path as it is; with dots, slashes or both encoded, once or twice; with backslashes; and with the overlong UTF-8 form of a slash.</summary>
    private static IEnumerable<string> Written(string path) =>
    [
        path, path.Replace(".", "%2e", StringComparison.Ordinal), path.Replace("/", "%2f", StringComparison.Ordinal),
        path.Replace(".", "%2E", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal),
        path.Replace(".", "%252e", StringComparison.Ordinal).Replace("/", "%252f", StringComparison.Ordinal),
        path.Replace("/", "%5c", StringComparison.Ordinal), path.Replace("/", "%c0%af", StringComparison.Ordinal), path + "%00",
    ];
}
