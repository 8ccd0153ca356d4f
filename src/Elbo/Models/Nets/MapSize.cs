namespace Elbo.Models.Nets;

/// <summary>Height and width of a feature map.</summary>
internal readonly record struct MapSize(int Height, int Width)
{
    /// <summary>After a convolution of kernel 3, stride 2 and padding 1: ⌈side / 2⌉, so that a side of 1 stays 1.</summary>
    public MapSize Halved => new((Height + 1) / 2, (Width + 1) / 2);

    /// <summary>Height × width.</summary>
    public int Area => Height * Width;

    /// <summary>The larger side.</summary>
    public int Longer => Math.Max(Height, Width);
}
