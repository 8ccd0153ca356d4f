namespace Elbo.Settings;

/// <summary>One row of the table of settings: a setting of the model or the training, or one that kinds of a family have.</summary>
/// <param name="Places">The properties with this name, each with its kind; one without a kind for a setting of the model or the training.</param>
/// <param name="Group">The heading that help shows it under.</param>
internal sealed record SettingRow(IReadOnlyList<(Setting Setting, FamilyMember? Kind)> Places, string Group)
{
    private const int Widest = 36;

    /// <summary>The setting that all places have in common.</summary>
    public Setting Setting => Places[0].Setting;

    /// <summary>Its name in kebab-case.</summary>
    public string Name => Setting.Name;

    /// <summary>Its name in JSON and recipes.</summary>
    public string Key => Setting.Key;

    /// <summary>The family whose kinds have it; null for a setting of the model or the training.</summary>
    public Family? Owner => Places[0].Kind is { } kind ? Catalog.Of(kind.Type) : null;

    /// <summary>The kinds that have it.</summary>
    public IEnumerable<string> Kinds => Places.Where(place => place.Kind is not null).Select(place => place.Kind!.Name);

    /// <summary>The values to choose from; empty if it is a number or text.</summary>
    public IReadOnlyList<string> Choices { get => field ?? Setting.Choices; init; }

    /// <summary>The symbol of the value in help: its choices if they are short.</summary>
    public string Symbol => Choices.Count == 0 ? Setting.Symbol : string.Join('|', Choices) is { Length: <= Widest } choices ? choices : "NAME";

    /// <summary>The default in words: <c>20</c>, or <c>5; 1 with elbo</c>.</summary>
    public string Default
    {
        get
        {
            if (Places.Select(place => place.Setting.Default).FirstOrDefault(words => words is not null) is { } words)
                return words;
            var values = Places.GroupBy(place => Usual(place.Setting, place.Kind)).OrderByDescending(group => group.Count()).ToList();
            return string.Join("; ", values.Select((group, i) =>
                i == 0 ? group.Key : $"{group.Key} with {string.Join(" or ", group.Select(place => place.Kind!.Name))}"));
        }
    }

    /// <summary>The default up to its first clause: <c>5</c> of <c>5; 1 with elbo</c>.</summary>
    public string FirstDefault => Default.Split(';', ':')[0];

    /// <summary>Which kinds it needs, in words: <c>With --objective miwae or piwae.</c>; empty if it needs none.</summary>
    public string Needs => Owner is null || Owner.Choices.All(choice => Kinds.Contains(choice)) ? ""
        : $" With --{SettingTable.ChoiceOf(Owner).Name} {Or(Kinds)}.";

    /// <summary>What it does, its default and the kinds that it needs, as help shows them.</summary>
    public string Description => $"{Setting.Help}{(Default.Length > 0 ? $" ({Default})" : "")}.{Rest}";

    /// <summary>The kinds that it needs, and choices too long for <see cref="Symbol"/>, in sentences after a space; empty without either.</summary>
    public string Rest => Needs + (Symbol == "NAME" ? $" One of {string.Join(", ", Choices)}." : "");

    private static string Or(IEnumerable<string> names) =>
        names.ToList() is [.. var first, var last] && first.Count > 0 ? $"{string.Join(", ", first)} or {last}" : names.First();

    private static string Usual(Setting setting, FamilyMember? kind) =>
        Setting.Text(setting.Get(kind?.Default ?? SettingTable.Default(setting)));
}
