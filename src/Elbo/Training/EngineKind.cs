namespace Elbo.Training;

/// <summary>Which engine trains.</summary>
public enum EngineKind
{
    /// <summary>The managed engine where it covers the model and is the faster one, else libtorch.</summary>
    Auto,

    /// <summary>Elbo's own kernels: MLPs on the CPU.</summary>
    Managed,

    /// <summary>Autograd through libtorch: everything.</summary>
    Torch,
}
