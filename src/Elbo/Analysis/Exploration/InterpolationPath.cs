namespace Elbo.Analysis.Exploration;

/// <summary>Which way a walk goes from one code to another.</summary>
internal enum InterpolationPath
{
    /// <summary>On a straight line: (1 − t)·a + t·b.</summary>
    Linear,

    /// <summary>
    /// On an arc (Shoemake 1985; White, "Sampling Generative Networks", 2016): (sin((1 − t)·Ω)·a + sin(t·Ω)·b) / sin Ω with Ω the angle
    /// between a and b. In many
    /// dimensions it keeps the distance from the origin that draws of a standard normal prior have.
    /// </summary>
    Spherical,
}
