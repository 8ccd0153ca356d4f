namespace Elbo.Studio.Models;

/// <summary>The arrangements of the map.</summary>
internal enum MapLayout
{
    /// <summary>The two directions in which the codes vary most.</summary>
    Principal,

    /// <summary>UMAP: neighbours stay neighbours.</summary>
    Umap,

    /// <summary>Two latents.</summary>
    Latents,
}
