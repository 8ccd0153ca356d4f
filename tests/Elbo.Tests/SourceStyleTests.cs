namespace Elbo.Tests;

/// <summary>Reads the sources: no line of C# or Razor is longer than 160 characters, the limit in .editorconfig.</summary>
public sealed class SourceStyleTests
{
    private const int LongestLine = 160;

    [Fact]
    public void Sources_Everywhere_HaveNoLongLine() => Assert.Empty(LongLines());

    private static IEnumerable<string> LongLines()
    {
        var root = Root();
        foreach (var top in new[] { "bench", "examples", "src", "tests" })
            foreach (var path in Directory.EnumerateFiles(Path.Combine(root, top), "*", SearchOption.AllDirectories))
            {
                if (Path.GetExtension(path) is not (".cs" or ".razor"))
                    continue;
                var file = Path.GetRelativePath(root, path).Replace('\\', '/');
                if (file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal))
                    continue;
                foreach (var (index, line) in File.ReadLines(path).Index())
                    if (line.Length > LongestLine)
                        yield return $"{file}:{index + 1}";
            }
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Elbo.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the repository. Run the tests there.");
        return folder.FullName;
    }
}
