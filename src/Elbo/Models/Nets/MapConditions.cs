using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>
/// The condition of a net of stages: a dense layer for each stage, <c>condition1</c> … <c>conditionN</c>, gives a number for each channel, which is
/// added to all of its pixels.
/// </summary>
/// <param name="width">Numbers C of a condition; 0 for none.</param>
/// <param name="channels">Channels of the map that leaves each stage.</param>
internal sealed class MapConditions(int width, IEnumerable<int> channels)
{
    private readonly LinearLayer[] layers = width == 0 ? [] : [.. channels.Select(outputs => new LinearLayer(width, outputs))];

    public void Register(Action<string, nn.Module> register)
    {
        foreach (var (i, layer) in layers.Index())
            register($"condition{i + 1}", layer);
    }

    /// <summary>Splits rows of a condition behind other numbers.</summary>
    /// <returns>[B, n] and [B, C]; the rows themselves and null without a condition.</returns>
    public (Tensor Rows, Tensor? Condition) Split(Tensor joined) =>
        width == 0 ? (joined, null) : (joined.narrow(1, 0, joined.shape[1] - width), joined.narrow(1, joined.shape[1] - width, width));

    /// <param name="stage">The stage, from 0.</param>
    /// <param name="map">[B, channels, h, w].</param>
    /// <param name="condition">[B, C]; null for none.</param>
    /// <returns>The same shape.</returns>
    public Tensor Add(int stage, Tensor map, Tensor? condition) => condition is null || stage >= layers.Length
        ? map
        : map + Bf16Products.Single(Bf16Products.Linear(layers[stage], condition)).unsqueeze(-1).unsqueeze(-1);
}
