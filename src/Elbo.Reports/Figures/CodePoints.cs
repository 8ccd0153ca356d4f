namespace Elbo.Reports.Figures;

/// <summary>Codes of N examples along two latent dimensions.</summary>
internal sealed record CodePoints
{
    /// <summary>Takes ownership of the values; nothing is copied.</summary>
    /// <param name="x">Posterior means along one dimension, shape [N].</param>
    /// <param name="y">Posterior means along another dimension, shape [N].</param>
    /// <param name="labels">One label per example, shape [N]; null or empty without labels.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public CodePoints(ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, ReadOnlyMemory<byte>? labels = null)
    {
        // A null byte[] arrives here as an empty memory.
        if (labels is { IsEmpty: true })
            labels = null;
        if (x.Length != y.Length || (labels is { } given && given.Length != x.Length))
            throw new ArgumentException(
                $"There are {x.Length} x, {y.Length} y and {labels?.Length ?? x.Length} labels; give the same number of each.", nameof(y));
        (X, Y, Labels) = (x, y, labels);
    }

    /// <summary>Posterior means along the horizontal axis, shape [N].</summary>
    public ReadOnlyMemory<float> X { get; }

    /// <summary>Posterior means along the vertical axis, shape [N].</summary>
    public ReadOnlyMemory<float> Y { get; }

    /// <summary>One label per example, shape [N]; null without labels.</summary>
    public ReadOnlyMemory<byte>? Labels { get; }

    /// <summary>The index of the horizontal dimension. Default 0.</summary>
    public int LatentX { get; init; }

    /// <summary>The index of the vertical dimension. Default 1.</summary>
    public int LatentY { get; init; } = 1;

    /// <summary>The number of examples, N.</summary>
    public int Count => X.Length;
}
