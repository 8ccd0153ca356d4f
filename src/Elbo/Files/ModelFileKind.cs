namespace Elbo.Files;

/// <summary>The formats that models are read from.</summary>
public enum ModelFileKind
{
    /// <summary>A safetensors file (.safetensors), of Elbo's own making or another's.</summary>
    Safetensors,

    /// <summary>A PyTorch checkpoint (.pt, .pth).</summary>
    Pytorch,
}
