
namespace Elbo.Analysis.Comparison;

/// <summary>Runs side by side: ranked where their numbers mean the same, set apart where they do not.</summary>
/// <param name="Groups">The runs by protocol, in the order they were named.</param>
/// <param name="Differences">For each run, by path, the options that are not the same in all runs of its group, by name.</param>
internal sealed record RunComparison(
    IReadOnlyList<ComparisonGroup> Groups, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Differences)
{
    /// <summary>Compares runs.</summary>
    /// <exception cref="OptionsException">There are fewer than two.</exception>
    public static RunComparison Of(IReadOnlyList<ComparedRun> runs)
    {
        runs = [.. runs.DistinctBy(run => Path.GetFullPath(run.Path))];
        if (runs.Count < 2)
            throw new OptionsException([$"{runs.Count} run was named; a comparison needs at least 2. Name another run folder."]);
        ComparisonGroup[] groups = [.. runs.GroupBy(run => Protocol.Of(run.Manifest)).Select(group => new ComparisonGroup(group.Key, [.. group]))];
        return new(groups, groups.SelectMany(group => RunOptions.Differences(group.Runs)).ToDictionary());
    }

    /// <summary>Why the groups are not ranked against each other; null where there is one.</summary>
    public string? Reason
    {
        get
        {
            if (Groups.Count == 1)
                return null;
            List<string> differ = [];
            if (Groups.Any(one => Groups.Any(other => one.Protocol.IsOfOtherData(other.Protocol))))
                differ.Add("test data");
            Add("condition", protocol => protocol.Condition);
            Add("binarization", protocol => protocol.Binarization);
            Add("likelihood", protocol => protocol.Likelihood);
            return $"Not ranked across the {Groups.Count} groups, which differ in {string.Join(" and ", differ)}: their −ELBO measures different things.";

            void Add<T>(string name, Func<Protocol, T> of)
            {
                if (Groups.Select(group => of(group.Protocol)).Distinct().Count() > 1)
                    differ.Add(name);
            }
        }
    }

    /// <summary>A name for each run that tells it from the others: the last part of its path, or all of it.</summary>
    public string Name(ComparedRun run)
    {
        var last = Last(run);
        return Groups.SelectMany(group => group.Runs).Count(other => Last(other) == last) == 1 ? last : run.Path;

        static string Last(ComparedRun run) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path)));
    }

    /// <summary>What sets a run apart in its group, for people: <c>latents 10, seed 1</c>; empty where nothing does.</summary>
    public string Describe(ComparedRun run) => string.Join(", ", Differences[run.Path].Select(option => $"{option.Key} {option.Value}"));
}
