using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Elbo;

/// <summary>One setting of a record: a property with a <see cref="SettingAttribute"/>.</summary>
internal sealed class Setting
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Setting>> Known = new();

    private readonly PropertyInfo property;
    private readonly SettingAttribute facts;
    private readonly Type owner;

    private Setting(Type owner, PropertyInfo property, SettingAttribute facts)
    {
        (this.owner, this.property, this.facts) = (owner, property, facts);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        Family = Catalog.IsFamily(Type) ? Catalog.Of(Type) : null;
    }

    /// <summary>The option's name without dashes: <c>lr-steps</c>.</summary>
    public string Option => facts.Option;

    /// <summary>The name in recipes and in JSON: <c>lr_steps</c>.</summary>
    public string Key => facts.Option.Replace('-', '_');

    public SettingAttribute Facts => facts;

    /// <summary>The type of its value, without <c>?</c>.</summary>
    public Type Type { get; }

    /// <summary>The family whose kind it names; null if it is a plain value.</summary>
    public Family? Family { get; }

    /// <summary>The settings of a record, in the order of its properties, those of its base record first.</summary>
    public static IReadOnlyList<Setting> Of(Type record) => Known.GetOrAdd(record, static record =>
    [
        .. Bases(record).Reverse().SelectMany(type => type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(property => (Property: property, Facts: property.GetCustomAttribute<SettingAttribute>()))
            .Where(found => found.Facts is not null)
            .Select(found => new Setting(record, found.Property, found.Facts!)),
    ]);

    /// <summary>What is out of range in a record's settings, a sentence each.</summary>
    public static IEnumerable<string> FaultsOf(object record) => Of(record.GetType()).Select(setting => setting.Fault(record)).OfType<string>();

    /// <summary>Its value in a record.</summary>
    public object? In(object record) => property.GetValue(record);

    /// <summary>A copy of the record with another value.</summary>
    public object With(object record, object? value)
    {
        var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    /// <summary>A value that JSON gives.</summary>
    /// <exception cref="JsonException">It is not of the setting's type.</exception>
    public object? Read(JsonNode value)
    {
        try
        {
            return value.Deserialize(Type, KindJson.Lines);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new JsonException($"the option {Key} is {value.ToJsonString()}; it must be {TypeWords}.");
        }
    }

    /// <summary>A value as JSON has it.</summary>
    public JsonNode? Write(object? value) => value switch
    {
        null => null,
        Kind kind => kind.Name.Replace('-', '_'),
        _ => JsonSerializer.SerializeToNode(value, Type, KindJson.Lines),
    };

    /// <summary>The values to choose from; empty for numbers, texts and lists.</summary>
    public IReadOnlyList<string> Choices => Family is { } family ? [.. family.Choices]
        : Type.IsEnum ? [.. Enum.GetNames(Type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)]
        : [];

    /// <summary>The default in words; null if there is none.</summary>
    /// <param name="record">A record with its default settings.</param>
    public string? DefaultIn(object record) => facts.Default ?? (In(record) is { } value ? Show(value) : null);

    /// <summary>A value as the command line has it.</summary>
    public static string Show(object? value) => value switch
    {
        null => "none",
        Kind kind => kind.Name,
        Enum choice => JsonNamingPolicy.KebabCaseLower.ConvertName(choice.ToString()),
        IEnumerable<int> list => string.Join(',', list),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private string TypeWords => Choices.Count > 0 ? $"one of {string.Join(", ", Choices)}"
        : Type == typeof(double) ? "a number"
        : Type == typeof(string) ? "a text"
        : Type.IsAssignableTo(typeof(IEnumerable<int>)) ? "a list of whole numbers"
        : Type.IsPrimitive ? "a whole number"
        : "valid";

    private string? Fault(object record)
    {
        var value = In(record);
        var isAllowed = value switch
        {
            Enum choice => Enum.IsDefined(Type, choice),
            double number => double.IsFinite(number) && IsWithin(number),
            IConvertible and not string => IsWithin(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            _ => true,
        };
        if (isAllowed)
            return null;
        var example = facts.Example ?? Show(In(Catalog.DefaultOf(owner)) ?? value);
        return $"{Option} was {Show(value)}; it must be {Allowed}{(facts.Note is null ? "" : $", {facts.Note}")}. Use --{Option} {example}.";
    }

    private bool IsWithin(double number) =>
        (facts.Above ? number > facts.Min : number >= facts.Min) && (facts.Below ? number < facts.Max : number <= facts.Max);

    private string Allowed
    {
        get
        {
            if (Choices.Count > 0)
                return $"one of {string.Join(", ", Choices)}";
            var (least, most) = (double.IsFinite(facts.Min), double.IsFinite(facts.Max));
            var (low, high) = (Text(facts.Min), Text(facts.Max));
            return (least, most) switch
            {
                (true, true) when !facts.Above && !facts.Below => $"from {low} to {high}",
                (true, true) => $"{(facts.Above ? "above" : "at least")} {low} and {(facts.Below ? "below" : "at most")} {high}",
                (true, false) => facts.Above ? $"a number above {low}" : $"at least {low}",
                (false, true) => facts.Below ? $"below {high}" : $"at most {high}",
                _ => "finite",
            };
        }
    }

    private static string Text(double number) =>
        number == Math.Floor(number) && Math.Abs(number) is >= 10_000 and < 1e15 ? number.ToString("N0", CultureInfo.InvariantCulture) : number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var at = type; at is not null && at != typeof(object) && at != typeof(Kind); at = at.BaseType)
            yield return at;
    }
}
