using Elbo;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using static TorchSharp.torch;

namespace Extension;

/// <summary>One hidden layer in each half, of TorchSharp's own modules. Tensors are named like those of Elbo's dense net.</summary>
/// <param name="Width">Numbers that each hidden layer gives.</param>
[Kind("one-layer", "One hidden dense layer in each half")]
public sealed record DenseNet([property: Setting("width", "Numbers that each hidden layer gives", Min = 1, Max = 65_536)] int Width = 512) : NetOptions
{
    public override Net Create(NetRequest request) => new(
        Encoder: nn.Sequential(
            ("fc1", nn.Linear(request.Inputs, Width)), // [B, D] → [B, width]
            ("relu", nn.ReLU())),
        Features: Width,
        Decoder: nn.Sequential(
            ("fc1", nn.Linear(request.Latents, Width)), // [B, L] → [B, width]
            ("relu", nn.ReLU()),
            ("fc2", nn.Linear(Width, request.Outputs)))); // [B, width] → [B, P·D]

    protected override IEnumerable<string> Faults(VaeOptions model)
    {
        if (model.Activation != Activation.Relu)
            yield return $"activation was {model.Activation}, but the net one-layer has ReLU. Leave --activation out.";
    }
}
