namespace Elbo.Reports.Figures;

/// <summary>Codes of N examples along two latent dimensions.</summary>
public sealed record CodePoints
{
    /// <summary>Takes the values over; nothing is copied.</summary>
    /// <param name="x">Posterior means along one dimension, shape [N].</param>
    /// <param name="y">Posterior means along another dimension, shape [N].</param>
    /// <param name="labels">One label an example, shape [N]; null or empty without labels.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public CodePoints(ReadOnlyMemory<float> x, ReadOnlyMemory<float> y, ReadOnlyMemory<byte>? labels = null)
    {
        // A null byte[] arrives here as an empty memory.
        if (labels is { IsEmpty: true })
            labels = null;
        if (x.Length != y.Length || (labels is { } given && given.Length != x.Length))
            throw new ArgumentException($"There are {x.Length} x, {y.Length} y and {labels?.Length ?? x.Length} labels; give as many of each.", nameof(y));
        (X, Y, Labels) = (x, y, labels);
    }

    /// <summary>Posterior means to the right, shape [N].</summary>
    public ReadOnlyMemory<float> X { get; }

    /// <summary>Posterior means upwards, shape [N].</summary>
    public ReadOnlyMemory<float> Y { get; }

    /// <summary>One label an example, shape [N]; null without labels.</summary>
    public ReadOnlyMemory<byte>? Labels { get; }

    /// <summary>The index of the dimension to the right. Default 0.</summary>
    public int LatentX { get; init; }

    /// <summary>The index of the dimension upwards. Default 1.</summary>
    public int LatentY { get; init; } = 1;

    /// <summary>The number of examples, N.</summary>
    public int Count => X.Length;
}
