using System.Reflection;

namespace Elbo;

/// <summary>The kinds of one family, by name.</summary>
/// <param name="baseType">The abstract record that they derive from.</param>
internal sealed class Family(Type baseType)
{
    private readonly List<FamilyMember> members = [];

    /// <summary>The word for one of them: <c>likelihood</c>.</summary>
    public string Word { get; } = baseType.GetCustomAttribute<FamilyAttribute>()!.Word;

    public Type BaseType { get; } = baseType;

    /// <summary>The kinds in display order.</summary>
    public IReadOnlyList<FamilyMember> Members => members;

    /// <summary>The names that users choose from.</summary>
    public IEnumerable<string> Choices => members.Where(member => member.IsChosen).Select(member => member.Name);

    /// <summary>The kind of that name; null if there is none. Hyphens and underscores are equivalent, and so are upper and lower case.</summary>
    public FamilyMember? Find(string name) =>
        members.Find(member => member.Name.Equals(name.Replace('_', '-'), StringComparison.OrdinalIgnoreCase));

    /// <summary>The name of a kind: the one it was added under, or that of its attribute.</summary>
    public string NameOf(Type type) => members.Find(member => member.Type == type)?.Name ?? type.GetCustomAttribute<KindAttribute>()?.Name
        ?? throw new InvalidOperationException($"{type} is not registered. Give it a [Kind] attribute, or call Catalog.Add<{type.Name}>(name).");

    public void Add(FamilyMember member)
    {
        if (members.Find(other => other.Name == member.Name) is { } other)
        {
            if (other.Type != member.Type)
                throw new OptionsException(
                    [$"{member.Type.Assembly.GetName().Name} registers the {Word} {member.Name}, which {other.Type} is already. Rename one of them."]);
            return;
        }
        var at = members.FindIndex(other => (other.Order, other.Name).CompareTo((member.Order, member.Name)) > 0);
        members.Insert(at < 0 ? members.Count : at, member);
    }
}

/// <summary>An entry of a family's catalog.</summary>
internal sealed record FamilyMember(string Name, Type Type, KindAttribute Attribute)
{
    public string Summary => Attribute.Summary;

    public int Order => Attribute.Order;

    public bool IsChosen => Attribute.IsChosen;

    /// <summary>Its name in JSON.</summary>
    public string Key => Name.Replace('-', '_');

    /// <summary>The kind with its default settings.</summary>
    public Kind Default => field ??= (Kind)Make(Type);

    /// <summary>A record with its default values.</summary>
    public static object Make(Type record)
    {
        var constructor = record.GetConstructors().MinBy(constructor => constructor.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(Usual)]);
    }

    /// <summary>A parameter's default; without one an empty list, or the zero of its type.</summary>
    private static object? Usual(ParameterInfo parameter) => parameter.HasDefaultValue ? Enumerated(parameter)
        : parameter.ParameterType is { IsGenericType: true, GenericTypeArguments: [var element] } ? Array.CreateInstance(element, 0)
        : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
        : null;

    /// <summary>Reflection gives the default of an enum as its number.</summary>
    private static object? Enumerated(ParameterInfo parameter) =>
        parameter.DefaultValue is { } value && parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, value) : parameter.DefaultValue;
}
