using Elbo.Models;
using Elbo.Training;

namespace Elbo.Settings;

/// <summary>
/// All settings of a run: those of <see cref="VaeOptions"/> and <see cref="TrainingOptions"/> in the order of their declarations, each choice of a
/// kind followed by the settings of that family's kinds. Everything that lists, reads, shows or checks settings uses this table.
/// </summary>
internal static class SettingTable
{
    private static readonly object[] Roots = [new VaeOptions(), new TrainingOptions()];
    private static readonly Lock Building = new();
    private static (int Version, IReadOnlyList<SettingRow> Rows, Dictionary<string, SettingRow> ByKey)? built;

    /// <summary>The rows.</summary>
    /// <exception cref="OptionsException">Two unrelated settings have the same name.</exception>
    public static IReadOnlyList<SettingRow> Rows => Built().Rows;

    /// <summary>The headings of settings, in display order.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["Network", "Objective", "Optimizer", "Run"];

    /// <summary>The row of that name, with hyphens or underscores; null if there is none.</summary>
    public static SettingRow? Find(string name) => Built().ByKey.GetValueOrDefault(name.Replace('-', '_'));

    /// <summary>The setting that chooses a kind of a family.</summary>
    public static SettingRow ChoiceOf(Family family) => Rows.First(row => row.Setting.Family == family);

    /// <summary>The settings that kinds of a family have.</summary>
    public static IEnumerable<SettingRow> OwnedBy(Family family) => Rows.Where(row => row.Owner == family);

    /// <summary>The default options that a setting of the model or the training belongs to.</summary>
    public static object Default(Setting setting) => Roots.First(setting.IsIn);

    /// <summary>The kind of a family that the default options have.</summary>
    public static Kind DefaultKind(Family family)
    {
        var setting = ChoiceOf(family).Setting;
        return (Kind)setting.Get(Default(setting))!;
    }

    /// <summary>The rows of Elbo's own kinds as a table of Markdown, for the docs.</summary>
    public static string Markdown()
    {
        var own = Rows.Select(row => row with
        {
            Places = [.. row.Places.Where(place => place.Kind is null || IsOwn(place.Kind))],
            Choices = row.Setting.Family is { } family
                ? [.. family.Members.Where(kind => kind.IsChosen && IsOwn(kind)).Select(kind => kind.Name)]
                : row.Choices,
        });
        return string.Join('\n',
        [
            "| option | values | default | resume | what it does |",
            "| --- | --- | --- | --- | --- |",
            .. own.Where(row => row.Places.Count > 0).Select(
                row => $"| `--{row.Name} {row.Symbol.Replace("|", "\\|", StringComparison.Ordinal)}` | {Values(row.Setting)} | {row.Default} | "
                + $"{(row.Setting.MayChangeOnResume ? "may change" : "")} | {row.Setting.Help}.{row.Rest} |"),
        ]);

        static string Values(Setting setting) => setting.Range.Contains("such as", StringComparison.Ordinal) ? "" : setting.Range;

        static bool IsOwn(FamilyMember kind) => kind.Type.Assembly == typeof(SettingTable).Assembly;
    }

    private static (int Version, IReadOnlyList<SettingRow> Rows, Dictionary<string, SettingRow> ByKey) Built()
    {
        lock (Building)
        {
            if (built is not { } found || found.Version != Catalog.Version)
            {
                var (version, rows) = (Catalog.Version, Roots.SelectMany(root => Grouped(Setting.Of(root.GetType()))).SelectMany(WithKinds).ToList());
                if (rows.GroupBy(row => row.Key).FirstOrDefault(same => same.Count() > 1) is { } twice)
                    throw new OptionsException([$"the setting {twice.First().Name} exists twice: {string.Join(" and ",
                        twice.Select(row => row.Owner is null ? "of every run" : $"of {string.Join(", ", row.Kinds)}"))}. Rename one of them."]);
                built = found = (version, rows, rows.ToDictionary(row => row.Key));
            }
            return found;
        }
    }

    /// <summary>Settings with their headings: each its own, or that of the one before it.</summary>
    private static IEnumerable<(Setting Setting, string Group)> Grouped(IEnumerable<Setting> settings)
    {
        var group = Groups[^1];
        foreach (var setting in settings)
            yield return (setting, group = setting.Group ?? group);
    }

    private static IEnumerable<SettingRow> WithKinds((Setting Setting, string Group) place)
    {
        var (setting, group) = place;
        return
        [
            new([(setting, null)], group),
            .. setting.Family is not { } family ? [] : family.Members.Where(kind => kind.IsChosen)
                .SelectMany(kind => Setting.Of(kind.Type).Select(own => (Setting: own, Kind: (FamilyMember?)kind)))
                .GroupBy(place => place.Setting.Key).Select(places => new SettingRow([.. places], group)),
        ];
    }
}
