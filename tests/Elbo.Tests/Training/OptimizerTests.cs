using System.Reflection;
using System.Text.Json;
using Elbo.Compute.Engine;
using static TorchSharp.torch;
using Adam = Elbo.Training.Adam;
using Parameter = TorchSharp.Modules.Parameter;

namespace Elbo.Tests.Training;

/// <summary>Ten steps as PyTorch's optimizers make them, from optimizers.json.</summary>
[Collection(TorchCollection.Name)]
public sealed class OptimizerTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(
        Assembly.GetExecutingAssembly().GetManifestResourceStream("optimizers.json")!).RootElement;

    private static Dictionary<string, AdamRule> Rules { get; } = new()
    {
        ["adam"] = AdamRule.Usual,
        ["adam beta1 0.95"] = new() { Beta1 = 0.95 },
        ["weight decay 0.1"] = new() { WeightDecay = 0.1 },
        ["l2 0.1"] = new() { L2 = 0.1 },
        ["adamax"] = new() { IsMax = true },
        ["adamax l2 0.1"] = new() { IsMax = true, L2 = 0.1 },
        ["clip 2"] = new() { ClipNorm = 2 },
        ["clip 2, l2 0.1"] = new() { ClipNorm = 2, L2 = 0.1 },
    };

    public static TheoryData<string, ScalarType> Cases =>
        [.. Rules.Keys.SelectMany(name => new[] { (name, ScalarType.Float32), (name, ScalarType.Float64) })];

    /// <summary>float32 takes the pass over memory, float64 the tensor operations that other devices take.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_TenSteps_EndsWherePyTorchEnds(string name, ScalarType type)
    {
        using var scope = NewDisposeScope();
        Parameter[] weights = [.. Vectors(Golden.GetProperty("first")).Select(values => new Parameter(tensor(values, dtype: type)))];
        using var adam = new Adam(weights.Select((weight, i) => ($"w{i}", weight)), 0.01, Rules[name]);
        foreach (var step in Golden.GetProperty("gradients").EnumerateArray())
        {
            foreach (var (weight, gradient) in weights.Zip(Vectors(step)))
                weight.grad = tensor(gradient, dtype: type);
            Assert.Null(adam.FirstBadGradient());
            adam.Step();
        }
        foreach (var (weight, expected) in weights.Zip(Vectors(Golden.GetProperty("ends").GetProperty(name))))
            Assert.All(weight.to(ScalarType.Float64).data<double>().ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 2e-6));
    }

    [Fact]
    public void State_OfAdamax_HasItsOwnNameSoThatAdamsIsRefused()
    {
        using var scope = NewDisposeScope();
        using var adam = new Adam([("w", new Parameter(ones(2)))], 0.01, new() { IsMax = true });
        Assert.Equal(["exp_avg.w", "exp_inf.w"], adam.State().Select(state => state.Name));
    }

    private static IEnumerable<double[]> Vectors(JsonElement list) =>
        list.EnumerateArray().Select(values => values.EnumerateArray().Select(value => value.GetDouble()).ToArray());
}
