using System.Runtime.InteropServices;
using Elbo.Compute.Engine;
using Elbo.Models.Storage;
using static TorchSharp.torch;

namespace Elbo.Models.Managed;

/// <summary>Copies weights and moments between the model's modules and plain arrays, layer by layer in the order of the state dict.</summary>
internal static class ModelWeights
{
    /// <summary>Copies only the weights.</summary>
    public static List<PlainLayer> Read(Vae model)
    {
        var values = model.NamedWeights().ToDictionary(pair => pair.Name, pair => pair.Value);
        return [
            .. Names(model).Select(name => new PlainLayer(Array(name + ".weight"), Array(name + ".bias"), [], [], [], [])),
            .. PriorNames(model).Select(name => new PlainLayer(Array(name), [], [], [], [], [])),
        ];

        float[] Array(string name) => Values(values[name]).ToArray();
    }

    /// <summary>Copies weights and moments.</summary>
    public static List<PlainLayer> Read(Vae model, IEnumerable<(string Name, Tensor Value)> moments)
    {
        var values = All(model, moments);
        return [
            .. Names(model).Select(name => new PlainLayer(
                Array(name + ".weight"), Array(name + ".bias"),
                Array($"exp_avg.{name}.weight"), Array($"exp_avg_sq.{name}.weight"), Array($"exp_avg.{name}.bias"), Array($"exp_avg_sq.{name}.bias"))),
            .. PriorNames(model).Select(name => new PlainLayer(Array(name), [], Array("exp_avg." + name), Array("exp_avg_sq." + name), [], [])),
        ];

        float[] Array(string key) => Values(values[key]).ToArray();
    }

    public static void Write(Vae model, IEnumerable<(string Name, Tensor Value)> moments, List<PlainLayer> layers)
    {
        var values = All(model, moments);
        foreach (var (name, layer) in Names(model).Zip(layers))
        {
            Put(name + ".weight", layer.Weight);
            Put(name + ".bias", layer.Bias);
            Put($"exp_avg.{name}.weight", layer.WeightFirst);
            Put($"exp_avg_sq.{name}.weight", layer.WeightSecond);
            Put($"exp_avg.{name}.bias", layer.BiasFirst);
            Put($"exp_avg_sq.{name}.bias", layer.BiasSecond);
        }

        foreach (var (name, numbers) in PriorNames(model).Zip(layers.Skip(Names(model).Count())))
        {
            Put(name, numbers.Weight);
            Put("exp_avg." + name, numbers.WeightFirst);
            Put("exp_avg_sq." + name, numbers.WeightSecond);
        }

        void Put(string key, float[] from) => from.CopyTo(Values(values[key]));
    }

    private static IEnumerable<string> Names(Vae model) =>
        model.NamedWeights().Where(w => w.Name.EndsWith(".weight", StringComparison.Ordinal)).Select(w => w.Name[..^".weight".Length]);

    /// <summary>Numbers of a prior that are not those of dense layers.</summary>
    private static IEnumerable<string> PriorNames(Vae model) => model.Prior.named_parameters().Select(p => "prior." + p.name);

    private static Dictionary<string, Tensor> All(Vae model, IEnumerable<(string Name, Tensor Value)> moments) =>
        model.NamedWeights().Concat(moments).ToDictionary(pair => SecondMoment(pair.Name), pair => pair.Value);

    /// <summary>Adamax's largest gradient has the place of the second moment.</summary>
    private static string SecondMoment(string name) => name.StartsWith("exp_inf.", StringComparison.Ordinal) ? "exp_avg_sq." + name["exp_inf.".Length..] : name;

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
