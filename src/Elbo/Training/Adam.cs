using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>
/// Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithm 1), in PyTorch's order of operations: one pass over
/// each weight on the CPU, in-place tensor operations elsewhere.
/// </summary>
internal sealed class Adam : IDisposable
{
    // Double, as in PyTorch: 1 − 0.999f is 1.3e-5 off 0.001, and the second moments with it.
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly (string Name, Parameter Weight, Tensor First, Tensor Second)[] slots;
    private readonly double learningRate;

    /// <param name="parameters">The weights, on the device where they stay.</param>
    /// <param name="learningRate">The step size.</param>
    public Adam(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate)
    {
        this.learningRate = learningRate;
        // The moments outlive every step: they are detached from whatever dispose scope is open.
        slots = [.. parameters.Select(p => (p.name, p.parameter,
            torch.zeros_like(p.parameter, requires_grad: false).DetachFromDisposeScope(),
            torch.zeros_like(p.parameter, requires_grad: false).DetachFromDisposeScope()))];
    }

    /// <summary>Number of updates so far, t.</summary>
    public long Steps { get; set; }

    /// <summary>First and second moment of each weight under PyTorch's names: <c>exp_avg.NAME</c> and <c>exp_avg_sq.NAME</c>.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() =>
        slots.SelectMany(s => new[] { ("exp_avg." + s.Name, s.First), ("exp_avg_sq." + s.Name, s.Second) });

    /// <summary>Updates every weight from its gradient.</summary>
    public void Step()
    {
        using var noGrad = no_grad();
        Steps++;
        var stepSize = learningRate / (1 - Math.Pow(Beta1, Steps));
        var correction2 = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        foreach (var (_, weight, first, second) in slots)
        {
            var gradient = weight.grad!;
            if (weight.device_type == DeviceType.CPU)
            {
                AdamPass.Update(Values(weight), Values(gradient.contiguous()), Values(first), Values(second), Beta1, Beta2, Epsilon, stepSize, correction2);
                continue;
            }
            first.lerp_(gradient, 1 - Beta1);
            second.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            var denominator = second.sqrt().div_(correction2).add_(Epsilon);
            weight.addcdiv_(first, denominator, -stepSize);
        }
    }

    private static Span<float> Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    public void Dispose()
    {
        foreach (var (_, _, first, second) in slots)
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
