using Elbo.Data;
using Elbo.Models;

namespace Elbo.Analysis.Exploration;

/// <summary>Images of every class from the same codes: what z means beyond the class.</summary>
internal static class Styles
{
    /// <summary>Decodes each code as each class.</summary>
    /// <param name="model">A model whose condition is a class.</param>
    /// <param name="z">Codes, shape [N, L].</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>N × C images, code by code, of the classes of <see cref="ConditionSchema.ShownClasses"/>.</returns>
    public static ImageBatch OfCodes(TrainedVae model, float[] z, CancellationToken cancellation = default)
    {
        var (schema, latents) = (model.KnownCondition, model.Options.Latents);
        var (classes, count) = (schema.ShownClasses, z.Length / latents);
        var codes = new float[count * classes.Count * latents];
        for (var i = 0; i < count * classes.Count; i++)
            z.AsSpan(i / classes.Count * latents, latents).CopyTo(codes.AsSpan(i * latents));
        var conditions = schema.Encode([.. Enumerable.Range(0, count).SelectMany(_ => classes.SelectMany(c => c.Cells))]);
        return new(model.Options.Shape, model.Decode(codes, conditions, cancellation));
    }

    /// <summary>Draws codes of each class from the prior, the same numbers for each, and decodes them.</summary>
    /// <param name="model">A model whose condition is a class.</param>
    /// <param name="count">Images of a class, N.</param>
    /// <param name="seed">The same seed draws the same codes.</param>
    /// <returns>C × N images, class by class.</returns>
    public static ImageBatch Sample(TrainedVae model, int count, ulong seed) => new(
        model.Options.Shape,
        model.KnownCondition.ShownClasses.SelectMany(shown => model.Given(shown.Cells).Sample(count, seed)).ToArray());
}
