using Elbo.Data;
using Elbo.Exchange;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis;

/// <summary>What bytes become, inside a graph: the encoder's input and the likelihood's target, [N, D] each.</summary>
/// <param name="Input">What the encoder sees.</param>
/// <param name="Target">What the likelihood is asked for.</param>
internal sealed record OnnxPixels(string Input, string Target)
{
    /// <summary>
    /// byte / 255, and 1 where that is over 0.5. Under dynamic binarization, which draws, the graph takes the more probable value of every
    /// pixel as input and target: the same images give the same codes.
    /// </summary>
    public static OnnxPixels Of(OnnxGraph graph, string images, Binarization binarization)
    {
        var grey = graph.Node("Flatten", [graph.Node("Mul", Single(images), graph.Constant(1f / 255))], ("axis", 1));
        if (binarization is Binarization.None or Binarization.Static)
            return new(grey, grey);
        var binary = Single(graph.Node("Greater", grey, graph.Constant(0.5f)));
        return new(binarization == Binarization.Dynamic ? binary : grey, binary);

        string Single(string value) => graph.Node("Cast", [value], ("to", (int)Type.Float));
    }
}
