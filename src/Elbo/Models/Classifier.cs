using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>q(y given x): an encoder of the model's kind that does not see y, and a dense layer behind it.</summary>
internal sealed class Classifier : nn.Module<Tensor, Tensor>
{
    private const string Net = "net", Last = "logits";

    private readonly nn.Module<Tensor, Tensor> net;
    private readonly LinearLayer logits;

    /// <param name="model">The options of the model with its classes.</param>
    public Classifier(VaeOptions model) : base(nameof(Classifier))
    {
        var (encoder, features, decoder) = model.Net.Create(new(WithoutClasses(model)));
        decoder.Dispose();
        register_module(Net, net = encoder);
        register_module(Last, logits = new(features, model.Classes));
    }

    /// <param name="x">Shape [B, D].</param>
    /// <returns>log q(y given x), shape [B, K].</returns>
    public override Tensor forward(Tensor x) => nn.functional.log_softmax(Bf16Products.Single(Bf16Products.Linear(logits, net.call(x))), 1);

    /// <summary>Names and shapes of its tensors, below <paramref name="part"/>; none for a model without classes.</summary>
    public static IEnumerable<(string Name, long[] Shape)> Tensors(string part, VaeOptions model)
    {
        if (model.Classes == 0)
            return [];
        var layout = model.Net.Layout(WithoutClasses(model));
        return layout.Encoder.Select(tensor => ($"{part}.{Net}{tensor.Name["encoder".Length..]}", tensor.Shape))
            .Concat(LayerTensors.Linear($"{part}.{Last}", layout.Features, model.Classes));
    }

    private static VaeOptions WithoutClasses(VaeOptions model) => model with { Classes = 0, ConditionWidth = 0 };
}
