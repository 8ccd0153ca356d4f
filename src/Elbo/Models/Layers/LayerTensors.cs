namespace Elbo.Models.Layers;

/// <summary>Names and shapes of the parameters of layers, without building them.</summary>
internal static class LayerTensors
{
    /// <summary>A dense layer.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Linear(string name, long inputs, long outputs) =>
        [($"{name}.weight", [outputs, inputs]), ($"{name}.bias", [outputs])];

    /// <summary>Dense layers <c>fc1</c> … <c>fcN</c> of an <see cref="Layers.Mlp"/>; those that are activated have gates
    /// if <paramref name="gated"/>, and norms if <paramref name="batchNorm"/>.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Mlp(string part, IReadOnlyList<long> sizes, bool activateLast, bool gated, bool batchNorm = false)
    {
        var hidden = sizes.Count - (activateLast ? 1 : 2);
        return Enumerable.Range(1, sizes.Count - 1).SelectMany(i => Linear($"{part}.fc{i}", sizes[i - 1], sizes[i])
            .Concat(gated && i <= hidden ? Linear($"{part}.gate{i}", sizes[i - 1], sizes[i]) : [])
            .Concat(batchNorm && i <= hidden ? BatchNorm($"{part}.bn{i}", sizes[i]) : []));
    }

    /// <summary>The two layers that give mean and log-variance of a Gaussian.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Gaussian(string name, long inputs, long outputs) =>
        Linear($"{name}.mu", inputs, outputs).Concat(Linear($"{name}.logvar", inputs, outputs));

    /// <summary>A convolution.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Convolution(string name, long inputs, long outputs, long kernel = 3) =>
        [($"{name}.weight", [outputs, inputs, kernel, kernel]), ($"{name}.bias", [outputs])];

    /// <summary>A batch norm's scale and shift, and its statistics for use after training.</summary>
    public static IEnumerable<(string Name, long[] Shape)> BatchNorm(string name, long width) =>
        Norm(name, width).Concat([($"{name}.running_mean", [width]), ($"{name}.running_var", [width])]);

    /// <summary>A norm's scale and shift by channel.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Norm(string name, long width) => [($"{name}.weight", [width]), ($"{name}.bias", [width])];
}
