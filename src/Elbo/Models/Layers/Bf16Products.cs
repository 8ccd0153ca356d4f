using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Elbo.Models.Layers;

/// <summary>
/// Mixed precision (Micikevicius et al., "Mixed Precision Training", 2018, section 3.1; bfloat16 after Kalamkar et al. 2019): within
/// <see cref="Use"/> the dense layers of a model multiply bfloat16 copies of their weights. The copies are separate leaves and receive the
/// gradients; the code that updates the float32 weights refreshes them.
/// </summary>
internal sealed class Bf16Products : IDisposable
{
    [ThreadStatic]
    private static Bf16Products? current;

    private readonly Dictionary<LinearLayer, (Tensor Weight, Tensor Bias)> layers = [];
    private readonly Dictionary<string, Tensor> copies = [];

    /// <summary>Copies the weights of every dense layer.</summary>
    public Bf16Products(nn.Module model)
    {
        foreach (var (name, module) in model.named_modules())
            if (module is LinearLayer layer)
                layers[layer] = (Copy(name + ".weight", layer.Weight), Copy(name + ".bias", layer.Bias));
    }

    /// <summary>A layer's output in the current precision: bfloat16 within <see cref="Use"/>, else the layer's own.</summary>
    /// <param name="layer">W and b.</param>
    /// <param name="x">Shape [B, inputs], of any precision.</param>
    /// <returns>x Wᵀ + b, shape [B, outputs].</returns>
    public static Tensor Linear(LinearLayer layer, Tensor x) =>
        current is { } products && products.layers.TryGetValue(layer, out var copy)
            ? Functional.linear(x.to(ScalarType.BFloat16), copy.Weight, copy.Bias)
            : layer.call(x);

    /// <summary>A module's output is float32: losses and other layers need its precision.</summary>
    public static Tensor Single(Tensor x) => current is null ? x : x.to(ScalarType.Float32);

    /// <summary>Makes models on this thread use the copies, or their own weights if null, until the result is disposed.</summary>
    public static Scope Use(Bf16Products? products)
    {
        var scope = new Scope(current);
        current = products;
        return scope;
    }

    /// <summary>The bfloat16 copy of a weight, by its name in the state dict; null if it has none.</summary>
    public Tensor? CopyOf(string name) => copies.GetValueOrDefault(name);

    public void Dispose()
    {
        foreach (var copy in copies.Values)
            copy.Dispose();
    }

    private Tensor Copy(string name, Tensor weight)
    {
        using var noGrad = no_grad();
        return copies[name] = weight.detach().to(ScalarType.BFloat16).requires_grad_(true).DetachFromDisposeScope();
    }

    /// <summary>Restores what was in use before.</summary>
    public readonly ref struct Scope
    {
        private readonly Bf16Products? before;

        internal Scope(Bf16Products? before) => this.before = before;

        public void Dispose() => current = before;
    }
}
