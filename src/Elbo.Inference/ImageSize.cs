namespace Elbo.Inference;

/// <summary>The shape of the images that a model takes.</summary>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct ImageSize(int Channels, int Height, int Width)
{
    /// <summary>Values per image, D: channels × height × width.</summary>
    /// <exception cref="OverflowException">There are more than 2³¹ − 1.</exception>
    public int Values => checked(Channels * Height * Width);

    /// <summary>The size as text: <c>1×28×28</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Channels}×{Height}×{Width}");
}
