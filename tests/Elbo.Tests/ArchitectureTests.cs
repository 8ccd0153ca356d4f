using System.Text.RegularExpressions;

namespace Elbo.Tests;

/// <summary>Reads the sources. The floors are explained in docs/decisions/001.</summary>
public sealed partial class ArchitectureTests
{
    private const int MostFiles = 30;

    private const string Root = "(root)";

    /// <summary>The folders of src/Elbo from the bottom: a folder may use those before it.</summary>
    private static readonly string[] Floors =
    [
        "Errors", "Compute", "Files", "Kinds", "Exchange", "Data", "Likelihoods", "Models", "Objectives", "Evaluation", "Training", "Settings",
        "Diagnosis", "Runs", "Analysis", Root,
    ];

    internal static readonly string Repository = FindRepository();

    private static readonly string Library = Path.Combine(Repository, "src", "Elbo");

    private static readonly string[] Programs = ["src", "bench"];
    private static readonly string[] Everything = ["src", "bench", "tests", "examples"];

    [Fact]
    public void Folders_OfTheLibrary_AreFloors() =>
        Assert.Empty(Sources("src/Elbo").Select(FloorOf).Distinct().Except(Floors));

    /// <summary>The floors are ordered, so arrows that only point down cannot form a cycle.</summary>
    [Fact]
    public void Arrows_BetweenFloors_PointDown()
    {
        var found = Upward().Select(arrow => $"{arrow.Key}: {string.Join(", ", arrow.Value.Order())}").ToList();
        Assert.True(found.Count == 0, $"Files use floors above their own:\n{string.Join('\n', found)}");
    }

    [Fact]
    public void Folders_OfTheSources_HoldFewFiles()
    {
        var crowded = Sources("src").GroupBy(file => Relative(Path.GetDirectoryName(file)!)).Where(folder => folder.Count() > MostFiles)
            .Select(folder => $"{folder.Key} has {folder.Count()} files");
        Assert.True(!crowded.Any(), $"At most {MostFiles} files are allowed in a folder; split it by ideas:\n{string.Join('\n', crowded)}");
    }

    [Fact]
    public void ScottPlot_OutsideReports_IsNotReferenced()
    {
        var reports = Path.Combine(Repository, "src", "Elbo.Reports") + Path.DirectorySeparatorChar;
        Assert.Empty(Programs
            .SelectMany(folder => Sources(folder).Concat(Files(folder, "*.csproj")))
            .Where(file => !file.StartsWith(reports, StringComparison.Ordinal) && CodeOrProject(file).Contains("ScottPlot", StringComparison.Ordinal))
            .Select(Relative));
    }

    [Fact]
    public void PragmaWarningDisable_Everywhere_HasItsReason()
    {
        var silent = from folder in Everything
                     from file in Sources(folder)
                     from line in File.ReadLines(file)
                     where SilentPragma().IsMatch(line)
                     select $"{Relative(file)}: {line.Trim()}";
        Assert.Empty(silent);
    }

    [Fact]
    public void CodeOf_CommentsAndLiterals_AreRemoved()
    {
        var code = CSharpSource.CodeOf(""""
            A /* B */ 'c' "D \" E" // F
            $"G {H("I")} {{J}} {K}" @"L "" M" $$"""N {O} {{P}}""" """Q " R""" '\'' S
            """");
        Assert.Equal(["A", "H", "K", "P", "S"], Names().Matches(code).Select(match => match.Value));
    }

    /// <summary>Arrows upward, such as <c>Data/Dataset.cs → Models</c>, with the names that are used.</summary>
    private static Dictionary<string, HashSet<string>> Upward()
    {
        var files = Sources("src/Elbo").Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => (Path: file, Floor: FloorOf(file), Code: CSharpSource.CodeOf(File.ReadAllText(file)))).ToList();
        var types = files.SelectMany(file => Declarations().Matches(file.Code)
                .Select(match => (Name: match.Groups[1].Value, Namespace: NamespaceOf(file.Code), file.Floor)))
            .ToLookup(type => type.Name);
        var lowest = files.GroupBy(file => NamespaceOf(file.Code)).ToDictionary(group => group.Key, group => group.MinBy(file => Rank(file.Floor)).Floor);
        var arrows = new Dictionary<string, HashSet<string>>();
        foreach (var (path, floor, code) in files)
        {
            var imported = Usings().Matches(code).Select(match => match.Groups[1].Value).ToHashSet();
            foreach (var name in imported.Where(lowest.ContainsKey))
                Add(path, floor, lowest[name], "using " + name);
            var own = NamespaceOf(code);
            foreach (var type in Names().Matches(Body(code)).Select(match => match.Value).Distinct().SelectMany(name => types[name]))
                if (imported.Contains(type.Namespace) || own == type.Namespace || own.StartsWith(type.Namespace + ".", StringComparison.Ordinal))
                    Add(path, floor, type.Floor, type.Name);
        }
        return arrows;

        void Add(string path, string from, string to, string name)
        {
            if (Rank(to) <= Rank(from))
                return;
            var key = $"{Path.GetRelativePath(Library, path).Replace('\\', '/')} → {to}";
            if (!arrows.TryGetValue(key, out var names))
                arrows[key] = names = [];
            names.Add(name);
        }
    }

    private static int Rank(string floor) => Array.IndexOf(Floors, floor);

    private static string FloorOf(string file) =>
        Path.GetRelativePath(Library, file).Split(Path.DirectorySeparatorChar) is [var folder, _, ..] ? folder : Root;

    private static string NamespaceOf(string code) => Namespaces().Match(code).Groups[1].Value;

    private static string Body(string code) => Namespaces().Replace(Usings().Replace(code, ""), "");

    private static string CodeOrProject(string file) =>
        file.EndsWith(".cs", StringComparison.Ordinal) ? CSharpSource.CodeOf(File.ReadAllText(file)) : File.ReadAllText(file);

    private static string Relative(string file) => Path.GetRelativePath(Repository, file).Replace('\\', '/');

    private static IEnumerable<string> Sources(string folder) => Files(folder, "*.cs").Concat(Files(folder, "*.razor"));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Relative(file).Split('/').Any(part => part is "obj" or "bin"));

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Elbo.slnx")))
            folder = folder.Parent;
        return folder?.FullName
            ?? throw new InvalidOperationException($"No Elbo.slnx above {AppContext.BaseDirectory}; run the tests from a folder within the repository.");
    }

    [GeneratedRegex(@"\b[A-Z]\w*")]
    private static partial Regex Names();

    [GeneratedRegex(@"^\s*namespace ([\w.]+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"^using (?:static )?(Elbo(?:\.\w+)*)\s*;", RegexOptions.Multiline)]
    private static partial Regex Usings();

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|unsafe|ref) )*"
        + @"(?:class|record struct|record|struct|interface|enum|delegate [^;(]*?) ?\b(\w+)(?=[<(\s:;{]|$)",
        RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"^\s*#pragma warning disable(?!.*//\s*\S)")]
    private static partial Regex SilentPragma();
}
