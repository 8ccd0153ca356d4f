using System.Collections.Concurrent;
using System.Reflection;
using Elbo.Data.Tables;

namespace Elbo.Data;

/// <summary>What one example of a data set is: an image or a row.</summary>
public abstract record Schema
{
    private protected Schema()
    {
    }

    /// <summary>The word for one example: <c>image</c>, <c>row</c>.</summary>
    public abstract string Example { get; }

    /// <summary>The word for several.</summary>
    public string Examples => Example + "s";

    /// <summary>The word for one in numbers that images and others share: <c>example</c>, <c>row</c>.</summary>
    internal string Noun => ArePictures ? "example" : Example;

    /// <summary>The shape of what an encoder sees of one example; D is its size.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>Several of them, with their size: <c>examples of 28×28</c>.</summary>
    internal virtual string SizedExamples => $"examples of {Shape}";

    /// <summary>A clause about how their values become targets, with its comma; empty if they are targets as they are.</summary>
    internal virtual string TargetClause(Binarization binarization) => $", binarization {binarization.ToString().ToLowerInvariant()}";

    internal virtual bool ArePictures => false;

    /// <summary>How the columns of a row are encoded; null if an example has no columns.</summary>
    internal virtual TableEncoding? Columns => null;

    /// <summary>The schema of a run's examples.</summary>
    /// <param name="shape">The shape of what the encoder sees.</param>
    /// <param name="columns">How the columns are encoded; null for images.</param>
    internal static Schema Of(ImageShape shape, TableEncoding? columns) => columns is null ? new ImageSchema(shape) : new TableSchema(columns);
}

/// <summary>Marks the class of a family that handles the examples of one schema.</summary>
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

internal sealed record ImageSchema : Schema
{
    public ImageSchema(ImageShape shape) => Shape = shape;

    /// <inheritdoc/>
    public override string Example => "image";

    /// <inheritdoc/>
    public override ImageShape Shape { get; }

    internal override bool ArePictures => true;
}
