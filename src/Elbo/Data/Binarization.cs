namespace Elbo.Data;

/// <summary>
/// How grey values become the likelihood's targets. Numbers under different binarizations can't be compared,
/// so it is printed with every number.
/// </summary>
public enum Binarization
{
    /// <summary>Input and target are the grey values in [0, 1].</summary>
    None,

    /// <summary>The input is grey; the target is 1 where the grey value is over 0.5 (the seed repository's way).</summary>
    Threshold,

    /// <summary>Input and target are one Bernoulli draw with the grey value as its probability, drawn afresh every time (Burda et al. 2015).</summary>
    Dynamic,

    /// <summary>Input and target are the data as they are, which somebody binarized once for all: every value is 0 or 255.</summary>
    Static,
}
