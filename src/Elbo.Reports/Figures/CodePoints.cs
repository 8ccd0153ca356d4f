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

    /// <summary>The name of the horizontal axis.</summary>
    public string NameX { get; init; } = "z 0";

    /// <summary>The name of the vertical axis.</summary>
    public string NameY { get; init; } = "z 1";

    /// <summary>Where the prior's mean is.</summary>
    public (double X, double Y) Prior { get; init; }

    /// <summary>The number of examples, N.</summary>
    public int Count => X.Length;
}
