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

    /// <summary>The shape of what an encoder sees of one example; D is its size.</summary>
    public abstract ImageShape Shape { get; }

    /// <summary>Whether an example is shown as a picture.</summary>
    internal virtual bool ArePictures => false;

    /// <summary>How the columns of a row are encoded; null if an example has no columns.</summary>
    internal virtual TableEncoding? Columns => null;

    /// <summary>The schema of a run's examples.</summary>
    /// <param name="shape">The shape of what the encoder sees.</param>
    /// <param name="columns">How the columns are encoded; null for images.</param>
    internal static Schema Of(ImageShape shape, TableEncoding? columns) => columns is null ? new ImageSchema(shape) : new TableSchema(columns);
}
