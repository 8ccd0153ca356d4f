using System.Collections.Concurrent;
using System.Reflection;
using Elbo.Files;

namespace Elbo;

/// <summary>
/// The kinds that Elbo knows: its own, and those that other assemblies add. Added kinds can be named on the command line, in recipes and in run
/// folders.
/// </summary>
public static class Catalog
{
    private static readonly ConcurrentDictionary<Type, Family> Families = new();
    private static readonly Lock Adding = new();
    private static readonly Lazy<IReadOnlyList<Type>> Own = new(() => [.. Attributed(typeof(Catalog).Assembly)]);

    /// <summary>Increases with every added kind.</summary>
    internal static int Version { get; private set; }

    /// <summary>Adds a kind under a name.</summary>
    /// <typeparam name="T">A sealed record that derives from the base of a family and can be made without arguments.</typeparam>
    /// <param name="name">In kebab-case: <c>zinb</c>.</param>
    /// <exception cref="OptionsException">Another kind of the family has the name.</exception>
    public static void Add<T>(string name) where T : Kind =>
        Add(new FamilyMember(name, typeof(T), typeof(T).GetCustomAttribute<KindAttribute>() ?? new(name, typeof(T).Name)));

    /// <summary>Adds every kind of an assembly that has a <see cref="KindAttribute"/>.</summary>
    /// <param name="assembly">A plugin.</param>
    /// <returns>How many it has.</returns>
    /// <exception cref="OptionsException">A name is taken.</exception>
    public static int Add(Assembly assembly)
    {
        var types = Attributed(assembly).ToList();
        foreach (var type in types)
            Add(Member(type));
        return types.Count;
    }

    /// <summary>The family of a base type or of one of its kinds.</summary>
    internal static Family Of(Type type)
    {
        var baseType = type;
        while (baseType.GetCustomAttribute<FamilyAttribute>() is null)
            baseType = baseType.BaseType ?? throw new ArgumentException($"{type} does not derive from the base of a family.", nameof(type));
        return Families.GetOrAdd(baseType, Load);
    }

    /// <summary>A kind's name in JSON and recipes.</summary>
    internal static string KeyOf(Kind kind) => kind.Name.Replace('-', '_');

    /// <summary>The kind of that name with its default settings, or the present one if it has the name or none is given.</summary>
    /// <exception cref="OptionsException">The family has no kind of that name.</exception>
    internal static T Choose<T>(string? name, T present) where T : Kind => name is null ? present : (T)Choose(Of(typeof(T)), name, present);

    /// <summary>The kind of that name with its default settings, or the present one if it has the name.</summary>
    /// <exception cref="OptionsException">The family has no kind of that name.</exception>
    internal static Kind Choose(Family family, string name, Kind present)
    {
        var member = family.Find(name);
        return member?.Type == present.GetType() ? present : member?.Default
            ?? throw new OptionsException([$"the {family.Word} was '{name}'; it must be one of {string.Join(", ", family.Choices)}."
                + NearestName.Question(name, family.Choices)]);
    }

    /// <summary>True for the abstract record that a family's kinds derive from.</summary>
    internal static bool IsFamily(Type type) => type.IsAbstract && type.GetCustomAttribute<FamilyAttribute>() is not null;

    private static Family Load(Type baseType)
    {
        var family = new Family(baseType);
        foreach (var type in Own.Value.Where(type => type.IsSubclassOf(baseType)))
            family.Add(Member(type));
        return family;
    }

    private static void Add(FamilyMember member)
    {
        lock (Adding)
        {
            Of(member.Type).Add(member);
            Version++;
        }
    }

    private static FamilyMember Member(Type type)
    {
        var kind = type.GetCustomAttribute<KindAttribute>()!;
        return new(kind.Name, type, kind);
    }

    private static IEnumerable<Type> Attributed(Assembly assembly) => assembly.GetTypes()
        .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(Kind)) && type.IsDefined(typeof(KindAttribute), inherit: false));
}
