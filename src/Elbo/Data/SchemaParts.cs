using System.Collections.Concurrent;
using System.Reflection;

namespace Elbo.Data;

/// <summary>Marks the class of a family that handles the examples of one schema.</summary>
/// <typeparam name="T">The schema.</typeparam>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ForAttribute<T> : Attribute
    where T : Schema;

/// <summary>Finds what a floor above the data knows of the examples of a schema.</summary>
internal static class SchemaParts
{
    private static readonly ConcurrentDictionary<(Type Family, Type Schema), object> Found = new();

    /// <summary>The class derived from <typeparamref name="T"/> that is marked with <see cref="ForAttribute{T}"/> of the schema.</summary>
    public static T Of<T>(Type schema) where T : class => (T)Found.GetOrAdd((typeof(T), schema), static key => Activator.CreateInstance(
        key.Family.Assembly.GetTypes().Single(type =>
            type.IsSubclassOf(key.Family) && type.IsDefined(typeof(ForAttribute<>).MakeGenericType(key.Schema))))!);

    /// <summary>The class derived from <typeparamref name="T"/> for examples of this schema.</summary>
    public static T Part<T>(this Schema schema) where T : class => Of<T>(schema.GetType());
}
