using Elbo.Data;

namespace Elbo.Models;

/// <summary>q(y given x) of each example.</summary>
/// <param name="Classes">Their number, K.</param>
/// <param name="Values">Shape [N, K], row-major; each row sums to 1.</param>
internal sealed record ClassProbabilities(int Classes, float[] Values)
{
    /// <summary>The number of examples, N.</summary>
    public int Count => Values.Length / Classes;

    /// <summary>The likeliest class of each example, shape [N].</summary>
    public long[] Likeliest => [.. Enumerable.Range(0, Count).Select(i => (long)Row(i).IndexOf(Max(Row(i))))];

    /// <summary>The classes of one example, shape [K].</summary>
    public ReadOnlySpan<float> Row(int example) => Values.AsSpan(example * Classes, Classes);

    /// <param name="vae">A model that infers a class.</param>
    /// <param name="examples">Examples with or without labels.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The model infers no class, or the examples do not fit it.</exception>
    public static ClassProbabilities Of(TrainedVae vae, ExampleSet examples, CancellationToken cancellation = default)
    {
        var classifier = vae.Model.Classifier
            ?? throw new OptionsException(["The model has no classifier. Use a run that was trained with --objective m2."]);
        vae.ThrowIfForeign(examples);
        var values = new float[examples.Count * vae.Options.Classes];
        vae.ForEachBatch(examples, (first, batch) => TrainedVae.Copy(classifier.call(batch.Input).exp(), values, first * vae.Options.Classes), cancellation);
        return new(vae.Options.Classes, values);
    }

    private static float Max(ReadOnlySpan<float> row)
    {
        var most = row[0];
        foreach (var value in row)
            most = Math.Max(most, value);
        return most;
    }
}
