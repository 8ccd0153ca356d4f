namespace Elbo.Data;

/// <summary>The shape of one image, in PyTorch's order: channels, height, width.</summary>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="Height">Rows, in pixels.</param>
/// <param name="Width">Columns, in pixels.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Values of one image: channels × height × width.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>The shape as people write it: <c>28×28</c>, or <c>3×64×64</c> with more than one channel.</summary>
    public override string ToString() => Channels == 1 ? $"{Height}×{Width}" : $"{Channels}×{Height}×{Width}";
}
