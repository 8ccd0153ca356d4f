using System.Text.Json;
using System.Xml.Linq;

namespace Elbo.Tests;

/// <summary>THIRD-PARTY-NOTICES.md names every package that Elbo's programs and packages ship or ask for, with its licence.</summary>
public sealed class NoticesTests
{
    /// <summary>Set it to rewrite the page after packages have changed.</summary>
    private const string Rewrite = "ELBO_WRITE_DOCS";

    private static readonly string[] Shipped = ["Elbo", "Elbo.Reports", "Elbo.Inference", "Elbo.Inference.Extensions", "Elbo.MLNet", "Elbo.Studio", "Elbo.Cli"];

    private const string Head =
        """
        # Third-party notices

        Elbo is under the [Apache License 2.0](LICENSE). Its packages and programs use the packages below, each under its own licence; the copies of
        the licences lie in the packages. The list is written from the packages themselves (`NoticesTests`).

        | package | version | licence | by |
        | --- | --- | --- | --- |

        """;

    private const string Tail =
        """

        Files in the repository by others, with their licences next to them: Inter (SIL Open Font License, `src/Elbo.Reports/Fonts`), MNIST
        (`data/mnist`), and umap-js 1.4.0 (`src/Elbo.Studio/wwwroot/lib/umap-js`; Apache License 2.0 by its licence file and sources, MIT by its
        package.json; it includes parts of ml.js, MIT).

        """;

    [Fact]
    public void Page_NamesEveryPackageWithItsLicence()
    {
        if (!OperatingSystem.IsLinux() || System.Runtime.InteropServices.RuntimeInformation.OSArchitecture != System.Runtime.InteropServices.Architecture.X64)
            Assert.Skip("The page is written on Linux x64, whose libtorch package it names.");
        var page = Path.Combine(Repository.Folder, "THIRD-PARTY-NOTICES.md");
        var expected = Head + string.Concat(Packages().Select(Row)) + Tail;
        if (Environment.GetEnvironmentVariable(Rewrite) is { Length: > 0 })
            File.WriteAllText(page, expected);
        Assert.Equal(expected, File.ReadAllText(page));
    }

    private static SortedDictionary<string, (string Id, string Version, string Folder)>.ValueCollection Packages()
    {
        var found = new SortedDictionary<string, (string Id, string Version, string Folder)>(StringComparer.OrdinalIgnoreCase);
        foreach (var project in Shipped)
        {
            using var assets = JsonDocument.Parse(
                File.ReadAllText(Path.Combine(Repository.Folder, "artifacts", "obj", project, "project.assets.json")));
            var folder = assets.RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
            foreach (var target in assets.RootElement.GetProperty("targets").EnumerateObject())
                foreach (var package in target.Value.EnumerateObject().Where(IsUsed))
                    if (package.Name.Split('/') is [var id, var version])
                        found[id] = (id, version, Path.Combine(folder, id.ToLowerInvariant(), version.ToLowerInvariant()));
        }
        return found.Values;
    }

    /// <summary>Not analyzers and other packages that only builds use.</summary>
    private static bool IsUsed(JsonProperty package) =>
        package.Value.GetProperty("type").GetString() == "package"
        && (package.Value.TryGetProperty("runtime", out _) || package.Value.TryGetProperty("runtimeTargets", out _));

    private static string Row((string Id, string Version, string Folder) package)
    {
        var nuspec = XDocument.Load(Directory.EnumerateFiles(package.Folder, "*.nuspec").Single()).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
        var licence = Text("license");
        if (nuspec.Elements().FirstOrDefault(e => e.Name.LocalName == "license")?.Attribute("type")?.Value == "file")
            licence = $"{licence} in the package";
        if (licence.Length == 0)
            licence = Text("licenseUrl");
        var by = Text("copyright") is { Length: > 0 } copyright ? copyright : Text("authors");
        var line = $"| {package.Id} | {package.Version} | {licence} | {by.Replace("|", "/", StringComparison.Ordinal)} |";
        return string.Join(' ', line.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries)) + "\n";

        string Text(string name) => nuspec.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim() ?? "";
    }
}
