using System.Text.RegularExpressions;
using Elbo.Models;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;

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

    /// <summary>Files that ask which kind they have, with the reason. An entry that is no longer needed fails the test too.</summary>
    private static readonly Dictionary<string, string> AskForKinds = new()
    {
        ["src/Elbo/Models/Managed/ManagedModels.cs"] = "says what the managed engine computes",
        ["src/Elbo/Training/EngineChoice.cs"] = "says which objectives the managed engine computes",
        ["src/Elbo/Objectives/FusedBernoulli.cs"] = "one formula in one pass",
        ["src/Elbo/Objectives/FusedElbo.cs"] = "one formula in one pass",
        ["src/Elbo/Models/VaeOptions.cs"] = "JSON and descriptions leave the first kinds out, as before there were others",
    };

    /// <summary>Files that open files in another way than RegularFile, with the reason.</summary>
    private static readonly Dictionary<string, string> OpenFiles = new()
    {
        ["src/Elbo/Files/RegularFile.cs"] = "opens regular files only",
        ["src/Elbo/Files/AtomicFile.cs"] = "creates a file",
        ["src/Elbo/Files/GzipFile.cs"] = "creates a temporary file",
        ["src/Elbo/Data/Known/Download.cs"] = "writes what it downloads",
        ["src/Elbo/Data/Storage/PixelCache.cs"] = "creates a file",
        ["src/Elbo/Files/EventFile.cs"] = "appends to events after they were read",
        ["src/Elbo/Runs/RunFolder.cs"] = "appends to metrics.jsonl after it was read",
        ["src/Elbo/Runs/Sessions/RunLock.cs"] = "locks a file",
        ["src/Elbo.Studio/Training/OwnData.cs"] = "creates the file of an upload",
    };

    private static readonly string Library = Path.Combine(Repository.Folder, "src", "Elbo");

    private static readonly string[] Programs = ["src", "bench"];
    private static readonly string[] Everything = ["src", "bench", "tests", "examples"];

    [Fact]
    public void Folders_OfTheLibrary_AreFloors() =>
        Assert.Empty(Sources("src/Elbo").Select(FloorOf).Distinct().Except(Floors));

    /// <summary>The floors are ordered, so arrows that only point down cannot form a cycle.</summary>
    [Fact]
    public void Arrows_BetweenFloors_PointDown()
    {
        var files = Read();
        var found = Uses(files).Concat(Imports(files)).Where(use => Rank(use.To.Floor) > Rank(use.From.Floor))
            .Select(use => $"{Relative(use.From.Path)} → {use.To.Floor}: {use.Name}").ToList();
        Assert.True(found.Count == 0, $"Files use floors above their own:\n{string.Join('\n', found)}");
    }

    /// <summary>The files of a floor's own folder are left out: its subfolders may build on them, and they may put the subfolders together.</summary>
    [Fact]
    public void Subfolders_OfAFloor_FormNoCycle()
    {
        var uses = Uses(Read()).Where(use => use.From.Subfolder is not null && use.To.Subfolder is not null && use.From.Floor == use.To.Floor)
            .ToLookup(use => use.From.Subfolder!);
        var cycle = FindCycle(uses.ToDictionary(from => from.Key, from => from.Select(use => use.To.Subfolder!).Where(to => to != from.Key).ToHashSet()));
        var arrows = cycle.Zip(cycle.Skip(1), (from, to) => uses[from].First(use => use.To.Subfolder == to))
            .Select(use => $"{Relative(use.From.Path)} → {use.To.Subfolder}: {use.Name}");
        Assert.True(cycle.Count == 0, $"{string.Join(" → ", cycle)}:\n{string.Join('\n', arrows)}");
    }

    [Fact]
    public void FindCycle_OfArrows_NamesTheFoldersInIt()
    {
        Assert.Equal(["B", "C", "B"], FindCycle(new() { ["A"] = ["B"], ["B"] = ["C", "D"], ["C"] = ["B"], ["D"] = [] }));
        Assert.Empty(FindCycle(new() { ["A"] = ["B", "C"], ["B"] = ["C"] }));
    }

    /// <summary>A kind says by virtual members and small interfaces what it can do, so that a kind from outside can do it too.</summary>
    [Fact]
    public void Kinds_OutsideTheirFolders_AreNotAskedFor()
    {
        var kinds = typeof(Vae).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Kind)) || type.IsSubclassOf(typeof(Posterior)) || type.IsSubclassOf(typeof(Prior)))
            .Where(type => !Catalog.IsFamily(type))
            .ToDictionary(type => type.Name, type => $"src/{type.Namespace!.Replace('.', '/')}/");
        var name = $"(?<kind>{string.Join('|', kinds.Keys)})";
        string[] ways =
        [
            $@"\b(?:is|as|or|and|not|case)\s+\(?{name}\b", $@"\bOfType<{name}>",
            $@"[{{,]\s*\w+: {name}(?=\s*[,}}{{])", $@"^\s*\(?{name}\b[^;()\n]*=>", // { Property: Kind } and the arm of a switch
        ];
        var asks = new Regex(string.Join('|', ways), RegexOptions.Multiline);
        var found = (from file in Sources("src")
                     from match in asks.Matches(CSharpSource.CodeOf(File.ReadAllText(file)))
                     let kind = match.Groups["kind"].Value
                     where !Relative(file).StartsWith(kinds[kind], StringComparison.Ordinal)
                     select (File: Relative(file), Kind: kind)).Distinct().ToList();
        var added = found.Where(ask => !AskForKinds.ContainsKey(ask.File)).ToList();
        Assert.True(added.Count == 0, $"Give these kinds a virtual member or an interface that says what is asked:\n{string.Join('\n', added)}");
        Assert.Empty(AskForKinds.Keys.Except(found.Select(ask => ask.File)));
    }

    /// <summary>A pipe would wait for a writer forever, and a device may never end. What the system itself provides is left out.</summary>
    [Fact]
    public void Files_OfUsersAndRuns_AreOpenedByRegularFile()
    {
        var found = Sources("src").Select(file => (Path: Relative(file), Code: CSharpSource.CodeOf(File.ReadAllText(file))))
            .Where(file => !file.Path.StartsWith("src/Elbo/Compute/Native/", StringComparison.Ordinal) && Openings().IsMatch(file.Code))
            .Select(file => file.Path).ToList();
        Assert.True(!found.Except(OpenFiles.Keys).Any(), $"Open these files with RegularFile:\n{string.Join('\n', found.Except(OpenFiles.Keys))}");
        Assert.Empty(OpenFiles.Keys.Except(found));
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
        var reports = Path.Combine(Repository.Folder, "src", "Elbo.Reports") + Path.DirectorySeparatorChar;
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

    /// <summary>Removes folders that use none of the others until only cycles and what leads to them are left.</summary>
    private static IReadOnlyList<string> FindCycle(Dictionary<string, HashSet<string>> arrows)
    {
        var rest = arrows.Keys.ToHashSet();
        while (rest.RemoveWhere(folder => !arrows[folder].Overlaps(rest)) > 0)
        {
        }
        List<string> path = [];
        for (var folder = rest.Order().FirstOrDefault(); folder is not null; folder = arrows[folder].Intersect(rest).Order().First())
        {
            if (path.IndexOf(folder) is >= 0 and var first)
                return [.. path[first..], folder];
            path.Add(folder);
        }
        return [];
    }

    private static List<SourceFile> Read() =>
    [
        .. Sources("src/Elbo").Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => new SourceFile(file, FloorOf(file), CSharpSource.CodeOf(File.ReadAllText(file)))),
    ];

    /// <summary>Files, and the files that declare the types that they use.</summary>
    private static IEnumerable<(SourceFile From, SourceFile To, string Name)> Uses(List<SourceFile> files)
    {
        var types = files.SelectMany(file => Declarations().Matches(file.Code).Select(match => (Name: match.Groups[1].Value, File: file)))
            .ToLookup(type => type.Name);
        return from file in files
               from name in Names().Matches(Body(file.Code)).Select(match => match.Value).Distinct()
               from type in types[name]
               where file.Sees(type.File.Namespace)
               select (file, type.File, name);
    }

    /// <summary>A namespace may be of several floors; to import it is to use the lowest of them.</summary>
    private static IEnumerable<(SourceFile From, SourceFile To, string Name)> Imports(List<SourceFile> files)
    {
        var lowest = files.GroupBy(file => file.Namespace).ToDictionary(group => group.Key, group => group.MinBy(file => Rank(file.Floor))!);
        return from file in files
               from name in file.Imported
               where lowest.ContainsKey(name)
               select (file, lowest[name], "using " + name);
    }

    private sealed record SourceFile(string Path, string Floor, string Code)
    {
        public string Namespace { get; } = Namespaces().Match(Code).Groups[1].Value;

        public HashSet<string> Imported { get; } = [.. Usings().Matches(Code).Select(match => match.Groups[1].Value)];

        /// <summary>Folder within its floor, such as <c>Compute/Engine</c>; null for a file of the floor itself.</summary>
        public string? Subfolder { get; } =
            Relative(Path).Split('/') is ["src", "Elbo", var floor, var folder, _, ..] ? $"{floor}/{folder}" : null;

        public bool Sees(string space) => Imported.Contains(space) || Namespace == space || Namespace.StartsWith(space + ".", StringComparison.Ordinal);
    }

    private static int Rank(string floor) => Array.IndexOf(Floors, floor);

    private static string FloorOf(string file) =>
        Path.GetRelativePath(Library, file).Split(Path.DirectorySeparatorChar) is [var folder, _, ..] ? folder : Root;

    private static string Body(string code) => Namespaces().Replace(Usings().Replace(code, ""), "");

    private static string CodeOrProject(string file) =>
        file.EndsWith(".cs", StringComparison.Ordinal) ? CSharpSource.CodeOf(File.ReadAllText(file)) : File.ReadAllText(file);

    private static string Relative(string file) => Path.GetRelativePath(Repository.Folder, file).Replace('\\', '/');

    private static IEnumerable<string> Sources(string folder) => Files(folder, "*.cs").Concat(Files(folder, "*.razor"));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Folder, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Relative(file).Split('/').Any(part => part is "obj" or "bin"));

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

    [GeneratedRegex(
        @"\bFile\.(?:Open|Read|AppendText)\w*\b|\bZipFile\.Open|\bTarFile\.|\bnew FileStream\b|\bMemoryMappedFile\.Open|"
        + @"\bnew StreamReader\(\s*(?:path|file)\b|\bResults\.File\b")]
    private static partial Regex Openings();

    [GeneratedRegex(@"^\s*#pragma warning disable(?!.*//\s*\S)")]
    private static partial Regex SilentPragma();
}
