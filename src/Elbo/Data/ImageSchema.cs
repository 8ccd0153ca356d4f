namespace Elbo.Data;

/// <summary>An example is an image.</summary>
internal sealed record ImageSchema : Schema
{
    /// <param name="shape">The shape of all images.</param>
    public ImageSchema(ImageShape shape) => Shape = shape;

    /// <inheritdoc/>
    public override string Example => "image";

    /// <inheritdoc/>
    public override ImageShape Shape { get; }

    internal override bool ArePictures => true;
}
