namespace Elbo.Models.Storage;

/// <summary>The formats that models can be read from.</summary>
internal enum ModelFileKind
{
    /// <summary>A safetensors file (.safetensors), written by Elbo or another tool.</summary>
    Safetensors,

    /// <summary>A PyTorch checkpoint (.pt, .pth).</summary>
    Pytorch,
}
