using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Elbo.Files;
using Elbo.Models;
using Elbo.Training;

namespace Elbo.Settings;

/// <summary>
/// Values of some settings, under the names of the command line; settings that are not given stay as they are. A JSON patch over the model's and the training's
/// options: <c>new SettingValues { ["latents"] = 10, ["hidden"] = "400,200", ["likelihood"] = "gaussian" }</c>.
/// </summary>
[JsonConverter(typeof(SettingValuesJson))]
public sealed class SettingValues : IEquatable<SettingValues>
{
    private readonly JsonObject values = [];

    /// <summary>No settings.</summary>
    public SettingValues()
    {
    }

    private SettingValues(IEnumerable<KeyValuePair<string, JsonNode?>> values)
    {
        foreach (var (name, value) in values)
            Set(name, value);
    }

    /// <summary>The value of a setting as a recipe writes it, text as on the command line; null if it is not given.</summary>
    /// <param name="name">With hyphens or underscores: <c>lr-schedule</c>.</param>
    /// <exception cref="OptionsException">There is no setting of that name, or the value is of another type.</exception>
    public JsonNode? this[string name]
    {
        get => values[Row(name).Key]?.DeepClone();
        init => Set(name, value);
    }

    /// <summary>Reads the settings of a recipe.</summary>
    /// <exception cref="OptionsException">There is no setting of a name, or a value is of another type.</exception>
    public static SettingValues FromJson(JsonObject values) => new(values);

    /// <summary>The values that define a kind: its name and all its settings.</summary>
    public static SettingValues Of(Kind kind) => new(
    [
        new(SettingTable.ChoiceOf(Catalog.Of(kind.GetType())).Key, Catalog.KeyOf(kind)),
        .. Setting.Of(kind.GetType()).Select(setting => KeyValuePair.Create(setting.Key, Setting.Write(setting.Get(kind)))),
    ]);

    /// <summary>All settings of a model and its training; those without a value are left out.</summary>
    internal static SettingValues Of(VaeOptions model, TrainingOptions training)
    {
        List<KeyValuePair<string, JsonNode?>> all = [];
        foreach (var options in new object[] { model, training })
        {
            var settings = Setting.Of(options.GetType());
            foreach (var setting in settings)
                if (setting.Get(options) is Kind kind)
                    all.AddRange(Of(kind).values);
                // Of two settings that replace each other, one takes its value from the other if that is given.
                else if (!settings.Any(other => other.IsOptional && other.Get(options) is not null && other.Replaces(setting) && setting.Replaces(other)))
                    all.Add(new(setting.Key, Setting.Write(setting.Get(options))));
        }
        return new(all);
    }

    /// <summary>The values as a recipe writes them, in the order of the table.</summary>
    public JsonObject ToJson() =>
        new(SettingTable.Rows.Where(row => values.ContainsKey(row.Key)).Select(row => KeyValuePair.Create(row.Key, values[row.Key]?.DeepClone())));

    /// <summary>The values as words of the command line, unquoted: <c>--hidden</c>, <c>512,512</c>.</summary>
    public IEnumerable<string> Words() =>
        ToJson().SelectMany(value => CommandWords.Option($"--{value.Key.Replace('_', '-')}", Setting.Show(value.Value)));

    /// <summary>True if at least one of the settings is given.</summary>
    internal bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (values.ContainsKey(Row(name).Key))
                return true;
        return false;
    }

    /// <summary>A copy with another value of one setting; null leaves it out.</summary>
    internal SettingValues With(string name, JsonNode? value)
    {
        var copy = new SettingValues(values);
        copy.Set(name, value);
        return copy;
    }

    /// <summary>
    /// These values over others: a setting not given here comes from there, except for the settings of another kind than the one named here, and for
    /// those that a setting given here replaces.
    /// </summary>
    internal SettingValues Over(SettingValues below)
    {
        var merged = new SettingValues(below.values);
        foreach (var (key, value) in values)
        {
            var row = Row(key);
            if (row.Setting.Family is { } family && below.KindOf(family, SettingTable.DefaultKind(family)).Name != Setting.Show(value))
                merged.Remove(SettingTable.OwnedBy(family));
            merged.Remove(SettingTable.Rows.Where(other => Replaces(row, other)));
        }
        foreach (var (key, value) in values)
            merged.Set(key, value);
        return merged;
    }

    /// <summary>A copy with the names of kinds that other settings imply.</summary>
    internal SettingValues Implied()
    {
        var named = this;
        foreach (var row in SettingTable.Rows)
            if (row.Setting.Family is { } family
                && KindOf(family, SettingTable.DefaultKind(family)) is var kind
                && kind.GetType() != SettingTable.DefaultKind(family).GetType())
                named = named.With(row.Key, Catalog.KeyOf(kind));
        return named;
    }

    /// <summary>Options with these laid over them.</summary>
    /// <typeparam name="T"><see cref="VaeOptions"/> or <see cref="TrainingOptions"/>.</typeparam>
    /// <exception cref="OptionsException">A kind of that name does not exist.</exception>
    internal T Apply<T>(T options) where T : class
    {
        object result = options;
        foreach (var setting in Setting.Of(typeof(T)))
            if (setting.Family is { } family)
            {
                var present = (Kind)setting.Get(result)!;
                var kind = (Kind)Lay(KindOf(family, present), Setting.Of(KindOf(family, present).GetType()));
                if (!ReferenceEquals(kind, present))
                    result = setting.With(result, kind);
            }
        return (T)Lay(result, Setting.Of(typeof(T)).Where(setting => setting.Family is null));
    }

    /// <summary>Settings that the chosen kinds do not have, and those that exclude each other, one sentence each.</summary>
    /// <param name="model">The model's options with these laid over them.</param>
    /// <param name="training">The training's options with these laid over them.</param>
    internal IEnumerable<string> Faults(VaeOptions model, TrainingOptions training)
    {
        foreach (var row in SettingTable.Rows.Where(row => values.ContainsKey(row.Key)))
        {
            if (row.Owner is { } family)
            {
                var choice = SettingTable.ChoiceOf(family);
                var kind = (Kind)choice.Setting.Get(choice.Setting.IsIn(model) ? model : training)!;
                if (!Setting.Of(kind.GetType()).Any(setting => setting.Key == row.Key))
                    yield return $"{row.Name} was {Setting.Show(values[row.Key])}, but the {kind.Name} {family.Word} has none. "
                        + $"Use --{choice.Name} {string.Join(" or ", row.Kinds)}, or leave --{row.Name} out.";
            }
            foreach (var other in SettingTable.Rows.TakeWhile(other => other != row))
                if (values.ContainsKey(other.Key) && Replaces(row, other) && Replaces(other, row))
                    yield return $"{other.Name} and {row.Name} were both given, but each replaces the other. Leave one of them out.";
        }
    }

    /// <inheritdoc/>
    public bool Equals(SettingValues? other) => other is not null && JsonNode.DeepEquals(values, other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SettingValues);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Count;

    private static SettingRow Row(string name) => SettingTable.Find(name) ?? throw new OptionsException(
        [$"there is no setting '{name}'; the settings are {string.Join(", ", SettingTable.Rows.Select(row => row.Key))}. Use one of them."]);

    private static bool Replaces(SettingRow row, SettingRow other) => row.Owner == other.Owner && row.Setting.Replaces(other.Setting);

    /// <summary>The kind that is named, or that the settings given imply if the present one does not have them; else the present one.</summary>
    private Kind KindOf(Family family, Kind present)
    {
        if (values[SettingTable.ChoiceOf(family).Key] is { } name)
            return Catalog.Choose(family, name.ToString(), present);
        string[] given = [.. SettingTable.OwnedBy(family).Select(row => row.Key).Where(values.ContainsKey)];
        return Has(present.GetType()) ? present : family.Members.FirstOrDefault(kind => kind.Attribute.IsImplied && Has(kind.Type))?.Default ?? present;

        bool Has(Type kind) => !given.Except(Setting.Of(kind).Select(setting => setting.Key)).Any();
    }

    private object Lay(object record, IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
            if (values[setting.Key] is { } value)
                record = setting.With(setting.Reset(record, other => values.ContainsKey(other.Key)), setting.Read(value));
        return record;
    }

    private void Remove(IEnumerable<SettingRow> rows)
    {
        foreach (var row in rows)
            values.Remove(row.Key);
    }

    private void Set(string name, JsonNode? value)
    {
        var row = Row(name);
        values.Remove(row.Key);
        if (value is not null)
            values[row.Key] = Normal(row.Setting, value);
    }

    /// <summary>A value as stored here: a kind by its name with underscores, a list as an array.</summary>
    private static JsonNode Normal(Setting setting, JsonNode value)
    {
        if (setting.Family is { } family)
            return value is JsonValue name && name.TryGetValue<string>(out var text) ? text.Replace('-', '_')
                : throw new OptionsException([$"{setting.Name} was {Setting.Show(value)}; it must be one of {string.Join(", ", family.Choices)}."]);
        if (setting.IsList && value is JsonValue words && words.TryGetValue<string>(out var list))
            return setting.Parse(list);
        setting.Read(value);
        return value.DeepClone();
    }
}

/// <summary>Reads and writes settings as an object keyed by name.</summary>
internal sealed class SettingValuesJson : JsonConverter<SettingValues>
{
    public override SettingValues Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        KindJson.ReadObject(ref reader) is { } values
            ? SettingValues.FromJson(values)
            : throw new JsonException("options is written as an object of settings.");

    public override void Write(Utf8JsonWriter writer, SettingValues value, JsonSerializerOptions options) => value.ToJson().WriteTo(writer);
}
