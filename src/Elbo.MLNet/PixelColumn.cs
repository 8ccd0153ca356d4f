using Elbo.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.MLNet;

/// <summary>The column of images and those of the condition, checked before ML.NET uses them.</summary>
/// <param name="Name">The name of the column of images.</param>
/// <param name="Shape">The shape that the model takes.</param>
/// <param name="Conditions">The columns of the condition.</param>
internal sealed record PixelColumn(string Name, ImageSize Shape, ConditionColumns Conditions)
{
    private string Remedy => $"Declare it as [VectorType({Shape.Values})] byte[], or extract pixels with outputAsFloatArray: false.";

    /// <exception cref="ArgumentException">The column does not exist, or does not hold images of this shape.</exception>
    public void Check(DataViewSchema schema)
    {
        CheckNames(schema.Where(column => !column.IsHidden).Select(column => column.Name));
        var type = schema[Name].Type;
        if (type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Byte)
            throw Wrong($"is of type {type}; it must be a vector of bytes 0 … 255. {Remedy}");
        if (vector.Size == 0)
            throw Wrong($"has vectors without a fixed length; the model takes {Shape.Values} pixels ({Shape}). {Remedy}");
        if (vector.Size != Shape.Values)
            throw Wrong(
                $"has {vector.Size} pixels per image; the model takes {Shape.Values} ({Shape}). "
                + "Resize the images, or export a model that was trained at their size.");
        Conditions.Check(schema);
    }

    /// <inheritdoc cref="Check(DataViewSchema)"/>
    public void Check(SchemaShape schema)
    {
        CheckNames(schema.Select(column => column.Name));
        var found = schema.Single(column => column.Name == Name);
        if (found.ItemType != NumberDataViewType.Byte || found.Kind == SchemaShape.Column.VectorKind.Scalar)
            throw Wrong($"is a {found.Kind} of {found.ItemType}; it must be a vector of bytes 0 … 255. {Remedy}");
        if (found.Kind == SchemaShape.Column.VectorKind.VariableVector)
            throw Wrong($"has vectors without a fixed length; the model takes {Shape.Values} pixels ({Shape}). {Remedy}");
        Conditions.Check(schema);
    }

    private void CheckNames(IEnumerable<string> columns)
    {
        string[] names = [.. columns];
        if (!names.Contains(Name))
            throw new ArgumentException(
                $"There is no column '{Name}' of pixels; the columns are {string.Join(", ", names)}. Name one of them as inputColumnName.");
        if (names.FirstOrDefault(name => name != Name && VaePipeline.Between.Concat(Conditions.Between).Contains(name)) is { } taken)
            throw new ArgumentException($"There is a column '{taken}', a name that the VAE uses internally. Rename the column.");
    }

    private ArgumentException Wrong(string what) => new($"The column '{Name}' {what}");
}
