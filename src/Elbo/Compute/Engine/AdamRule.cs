namespace Elbo.Compute.Engine;

/// <summary>How weights follow their gradients: Adam or Adamax, with decay and clipping. The same for every step of a training.</summary>
internal sealed record AdamRule
{
    /// <summary>PyTorch's Adam with its defaults.</summary>
    public static AdamRule Usual { get; } = new();

    /// <summary>β1, the decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β2, the decay of the second moment or, of Adamax, of the largest gradient.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, in the denominator.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>True for Adamax.</summary>
    public bool IsMax { get; init; }

    /// <summary>λ of decoupled decay: every step multiplies each weight by 1 − lr·λ.</summary>
    public double WeightDecay { get; init; }

    /// <summary>λ of an L2 penalty: λw is added to the gradient of each weight.</summary>
    public double L2 { get; init; }

    /// <summary>The largest norm of the gradient of all weights; a longer one is scaled down to it. Null: any.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>What is left of a gradient of some norm, as <c>torch.nn.utils.clip_grad_norm_</c> scales it.</summary>
    public double Scale(double norm) => ClipNorm is { } most ? Math.Min(1, most / (norm + 1e-6)) : 1;
}
