using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Files;
using static System.FormattableString;

namespace Elbo;

/// <summary>A property with a <see cref="SettingAttribute"/>: its type and range, and how a record gets another value of it.</summary>
internal sealed class Setting
{
    private const int MostNumbers = 1000;

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Setting>> Known = new();

    private readonly PropertyInfo property;
    private readonly SettingAttribute attribute;

    private Setting(PropertyInfo property, SettingAttribute attribute) => (this.property, this.attribute) = (property, attribute);

    /// <summary>Its name in kebab-case.</summary>
    public string Name => attribute.Name;

    /// <summary>Its name in JSON and recipes.</summary>
    public string Key => Name.Replace('-', '_');

    public string Help => attribute.Help;

    /// <summary>The heading that help shows it under; null for that of the setting before it.</summary>
    public string? Group => attribute.Group;

    public string PropertyName => property.Name;

    /// <summary>The least value allowed, or the one that it must be above; null if there is none.</summary>
    public double? Least => !double.IsNaN(attribute.Min) ? attribute.Min : !double.IsNaN(attribute.Above) ? attribute.Above : null;

    /// <summary>The type of the value, without null.</summary>
    public Type Type => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>The family, if the value is a kind; else null.</summary>
    public Family? Family => Catalog.IsFamily(Type) ? Catalog.Of(Type) : null;

    /// <summary>True if the value may be null.</summary>
    public bool IsOptional => Nullable.GetUnderlyingType(property.PropertyType) is not null;

    public bool MayChangeOnResume => attribute.MayChangeOnResume;

    public bool IsCommon => attribute.IsCommon;

    /// <summary>The default in words; null if the value is shown.</summary>
    public string? Default => attribute.Default;

    /// <summary>The symbol of the value in help.</summary>
    public string Symbol => attribute.Symbol ?? (IsList ? "N,N…" : IsWhole ? "N" : IsReal ? "X" : "TEXT");

    /// <summary>The values to choose from; empty if it is a number or text.</summary>
    public IReadOnlyList<string> Choices => Family is { } family ? [.. family.Choices]
        : Type.IsEnum ? [.. Enum.GetNames(Type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)]
        : Type == typeof(bool) ? ["true", "false"]
        : attribute.Choices;

    /// <summary>True if the value is a list of whole numbers.</summary>
    public bool IsList => Type != typeof(string) && Type.IsAssignableTo(typeof(IEnumerable));

    private bool IsWhole => Type == typeof(int) || Type == typeof(long) || Type == typeof(ulong);

    private bool IsReal => Type == typeof(double) || Type == typeof(float);

    /// <summary>The settings of a record, in the order of their declarations, those of its base first.</summary>
    public static IReadOnlyList<Setting> Of(Type record) => Known.GetOrAdd(record, type =>
    [
        .. from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
           let attribute = property.GetCustomAttribute<SettingAttribute>()
           where attribute is not null
           orderby Depth(property.DeclaringType!), property.MetadataToken
           select new Setting(property, attribute),
    ]);

    /// <summary>Values of a record's settings that are out of range, one sentence each, its kinds' included.</summary>
    public static IEnumerable<string> Faults(object record) => Of(record.GetType()).SelectMany(setting => setting.FaultsIn(record));

    /// <summary>True if a record has the setting.</summary>
    public bool IsIn(object record) => property.DeclaringType!.IsInstanceOfType(record);

    public object? Get(object record) => property.GetValue(record);

    /// <summary>A copy of a record with another value.</summary>
    public object With(object record, object? value) => With(record, property, value);

    /// <summary>A copy of a record in which the properties that this setting replaces are null, with exceptions.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isGiven">True for a setting that stays.</param>
    public object Reset(object record, Func<Setting, bool> isGiven)
    {
        foreach (var name in attribute.Replaces)
            if (Of(record.GetType()).FirstOrDefault(other => other.property.Name == name) is not { } other || !isGiven(other))
                record = With(record, record.GetType().GetProperty(name)!, null);
        return record;
    }

    /// <summary>True if another setting of the same record is reset to null when this one is given.</summary>
    public bool Replaces(Setting other) => attribute.Replaces.Contains(other.property.Name);

    /// <summary>The value as JSON: a kind is its name.</summary>
    public static JsonNode? Write(object? value) => value is null ? null : value is Kind kind ? Catalog.KeyOf(kind)
        : JsonSerializer.SerializeToNode(value, KindJson.Indented);

    /// <summary>The value of a setting that is not a kind.</summary>
    /// <exception cref="OptionsException">It is of another type.</exception>
    public object? Read(JsonNode node)
    {
        try
        {
            return node.Deserialize(property.PropertyType, KindJson.Indented);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new OptionsException([$"{Name} was {Show(node)}; it must be {Form}."]);
        }
    }

    /// <summary>Parses the text of the command line.</summary>
    /// <exception cref="OptionsException">The text is not such a value.</exception>
    public JsonNode Parse(string text)
    {
        if (Choices.Count > 0)
            return Choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase)) is not { } choice ? throw Refused()
                : Type == typeof(bool) ? choice == "true" : choice.Replace('-', '_');
        if (IsList)
            return new JsonArray([.. text.Split(',').Select(part => (JsonNode)(int)Number(part, typeof(int)))]);
        if (IsWhole)
            return JsonSerializer.SerializeToNode(Number(text, Type), Type)!;
        if (IsReal)
            // Numbers that are not finite, as run.json writes them: they are reported with all other faults.
            return Number(text, typeof(double)) is double number && double.IsFinite(number) ? number : Number(text, typeof(double)).ToString()!;
        try
        {
            Read(text);
            return text;
        }
        catch (OptionsException)
        {
            throw Refused();
        }

        object Number(string part, Type type)
        {
            try
            {
                var style = type == typeof(double) ? NumberStyles.Float : NumberStyles.AllowLeadingSign;
                return type == typeof(double) ? double.Parse(part, style, CultureInfo.InvariantCulture)
                    : type == typeof(ulong) ? ulong.Parse(part, style, CultureInfo.InvariantCulture)
                    : type == typeof(long) ? long.Parse(part, style, CultureInfo.InvariantCulture)
                    : (object)int.Parse(part, style, CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw Refused();
            }
        }

        OptionsException Refused() => new([$"--{Name} was '{text}'; it must be {Form}.{NearestName.Question(text, Choices)}"]);
    }

    /// <summary>A value as text of the command line, without JSON: help shows every default when the program starts.</summary>
    public static string Text(object? value) => value switch
    {
        null => "",
        Kind kind => kind.Name,
        Enum choice => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString()),
        bool flag => flag ? "true" : "false",
        IReadOnlyList<int> list => string.Join(',', list),
        double number when number != 0 && Math.Abs(number) < 1e-4 => number.ToString("0.################e-0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A value as text of the command line; empty for null.</summary>
    public static string Show(JsonNode? value) => value switch
    {
        null => "",
        JsonArray list => string.Join(',', list.Select(Show)),
        JsonValue number when number.GetValueKind() == JsonValueKind.Number =>
            number.ToJsonString() is var text && text.Contains('E', StringComparison.Ordinal)
                ? double.Parse(text, CultureInfo.InvariantCulture).ToString("0.################e-0", CultureInfo.InvariantCulture)
                : text,
        _ => value.ToString().Replace('_', '-'),
    };

    private static object With(object record, PropertyInfo property, object? value)
    {
        var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static int Depth(Type type) => type.BaseType is { } below ? 1 + Depth(below) : 0;

    private IEnumerable<string> FaultsIn(object record) => Get(record) switch
    {
        null => [],
        Kind kind => kind.Faults(),
        Enum choice => Enum.IsDefined(Type, choice) ? [] : [$"{Name} was {choice}; it must be {Form}."],
        string text when attribute.Choices.Length > 0 && !attribute.Choices.Contains(text) =>
            [$"{Name} was '{text}'; it must be {Form}. Use --{Name} {attribute.Choices[0]}."],
        IReadOnlyList<int> list => ListFaults(list),
        IConvertible number when (IsWhole || IsReal) && !IsInRange(number.ToDouble(CultureInfo.InvariantCulture)) =>
            [Invariant($"{Name} was {number}; it must be {Range}. Use --{Name} {Example(record.GetType())}.")],
        _ => [],
    };

    private IEnumerable<string> ListFaults(IReadOnlyList<int> list)
    {
        if (list.Count == 0)
            yield return $"{Name} was empty; it must be {Form}. Use --{Name} {attribute.Example}.";
        else if (list.Count > MostNumbers)
            yield return $"{Name} had {list.Count} numbers; at most {MostNumbers} are allowed. Use --{Name} {attribute.Example}.";
        foreach (var number in list.Where(number => !IsInRange(number)).Take(1))
            yield return $"{Name} had {number}; each number must be {Range}. Use --{Name} {attribute.Example}.";
    }

    private bool IsInRange(double value) => double.IsFinite(value)
        && !(value < attribute.Min) && !(value > attribute.Max) && !(value <= attribute.Above) && !(value >= attribute.Below);

    private string Example(Type record) => attribute.Example ?? Show(Write(Get(FamilyMember.Make(record))));

    /// <summary>The allowed values, as words after "it must be".</summary>
    private string Form => attribute.Allowed ?? (Choices.Count > 0 ? $"one of {string.Join(", ", Choices)}"
        : IsList ? $"whole numbers separated by commas, such as --{Name} {attribute.Example}"
        : IsWhole ? $"a whole number {(Range.Length > 0 ? Range : Type == typeof(ulong) ? $"from 0 to {ulong.MaxValue}" : $"of at most {int.MaxValue}")}"
        : IsReal ? Range.StartsWith('a') ? Range : $"a number {Range}"
        : "text");

    /// <summary>The numbers allowed, in words: <c>from 1 to 10,000</c>; empty if there is no limit to a whole number, or it is not a number.</summary>
    public string Range
    {
        get
        {
            var (min, max, above, below) = (Words(attribute.Min), Words(attribute.Max), Words(attribute.Above), Words(attribute.Below));
            if (min is not null && max is not null)
                return $"from {min} to {max}";
            string?[] limits =
            [
                min is null ? null : $"at least {min}", above is null ? null : $"above {above}",
                max is null ? null : $"at most {max}", below is null ? null : $"below {below}",
            ];
            var words = string.Join(" and ", limits.Where(limit => limit is not null));
            return !IsReal || limits.Count(limit => limit is not null) > 1 ? words
                : words.Length == 0 ? "a number, such as 0.001 or 1e-3"
                : min is null && max is null ? $"a number {words}" : $"a number of {words}";

            static string? Words(double value) => double.IsNaN(value) ? null
                : value.ToString(Math.Abs(value) >= 1 ? "#,0.###" : "R", CultureInfo.InvariantCulture).Replace('E', 'e');
        }
    }
}
