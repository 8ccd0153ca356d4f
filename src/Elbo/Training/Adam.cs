using Elbo.Compute.Engine;
using Elbo.Compute.Native;
using Elbo.Exchange;
using Elbo.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>Adam and Adamax (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, algorithms 1 and 2), with decay and clipping: one pass over
/// all weights on the CPU, in-place tensor operations elsewhere.</summary>
internal sealed class Adam : IDisposable
{
    private readonly (string Name, Parameter Weight, Tensor First, Tensor Second)[] slots;
    private readonly Tensor?[] copies;
    private readonly AdamPass? pass;

    /// <param name="parameters">The weights, on the device where they stay.</param>
    /// <param name="learningRate">The step size.</param>
    /// <param name="rule">How weights follow their gradients; Adam with PyTorch's defaults by default.</param>
    public Adam(IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, AdamRule? rule = null)
    {
        (LearningRate, Rule) = (learningRate, rule ?? AdamRule.Usual);
        // The moments outlive every step: they are detached from whatever dispose scope is open.
        slots = [.. parameters.Select(p => (p.name, p.parameter,
            torch.zeros_like(p.parameter, requires_grad: false).DetachFromDisposeScope(),
            torch.zeros_like(p.parameter, requires_grad: false).DetachFromDisposeScope()))];
        copies = new Tensor?[slots.Length];
        if (slots.All(s => s.Weight.device_type == DeviceType.CPU && s.Weight.dtype == ScalarType.Float32 && s.Weight.is_contiguous()))
            pass = new([.. slots.Select(s => checked((int)s.Weight.numel()))]);
    }

    public int Length => checked((int)slots.Sum(slot => slot.Weight.numel()));

    public AdamRule Rule { get; }

    /// <summary>The step size of the next update.</summary>
    public double LearningRate { get; set; }

    /// <summary>Number of updates so far, t.</summary>
    public long Steps { get; set; }

    /// <summary>The next update's numbers.</summary>
    /// <param name="scale">Factor of the gradient.</param>
    public AdamStep Next(double scale = 1) => new(Rule, LearningRate, Steps + 1, scale);

    /// <summary>First and second moment of each weight under PyTorch's names: <c>exp_avg.NAME</c>, and <c>exp_avg_sq.NAME</c> or Adamax's
    /// <c>exp_inf.NAME</c>.</summary>
    public IEnumerable<(string Name, Tensor Value)> State() =>
        slots.SelectMany(s => new[] { ("exp_avg." + s.Name, s.First), ((Rule.IsMax ? "exp_inf." : "exp_avg_sq.") + s.Name, s.Second) });

    /// <summary>From now on weights that have a bfloat16 copy take their gradient from it, and each update refreshes it.</summary>
    public void Follow(Bf16Products products)
    {
        for (var i = 0; i < slots.Length; i++)
            copies[i] = products.CopyOf(slots[i].Name);
    }

    public void ClearGradients()
    {
        for (var i = 0; i < slots.Length; i++)
            Leaf(i).grad = null;
    }

    /// <summary>The first weight whose gradient is not finite; null where all are.</summary>
    public string? FirstBadGradient()
    {
        using var scope = TensorScope.Open();
        var gradients = Gradients();
        if (pass is not null)
        {
            Locate(pass, gradients);
            if (pass.GradientsAreFinite())
                return null;
        }
        var finite = gradients.Select(g => g?.isfinite().all()).ToArray();
        // One question first: each answer makes the host wait for the device.
        return torch.stack(finite.OfType<Tensor>()).all().ToBoolean() ? null : slots.Zip(finite).First(s => s.Second?.ToBoolean() == false).First.Name;
    }

    /// <summary>Copies all gradients into one vector, one after the other; zeros if there is none.</summary>
    /// <param name="flat">Float32 on the CPU, at least <see cref="Length"/> long.</param>
    public void Collect(Tensor flat)
    {
        using var scope = TensorScope.Open();
        var at = 0L;
        for (var i = 0; i < slots.Length; i++)
        {
            var (count, gradient) = (slots[i].Weight.numel(), Leaf(i).grad);
            var place = flat.narrow(0, at, count);
            if (gradient is null)
                place.zero_();
            else
                place.copy_(gradient.reshape(-1));
            at += count;
        }
    }

    /// <summary>Updates every weight from its gradient.</summary>
    /// <param name="flat">Where the gradients are, as <see cref="Collect"/> put them there; null for those that autograd left.</param>
    public void Step(Tensor? flat = null)
    {
        using var noGrad = no_grad();
        using var scope = TensorScope.Open();
        var gradients = flat is null ? Gradients() : Gradients(flat);
        if (pass is not null)
        {
            Locate(pass, gradients);
            pass.Update(Next(Rule.ClipNorm is null ? 1 : Rule.Scale(pass.GradientNorm())));
            Steps++;
            return;
        }
        Steps++;
        var scale = Rule.ClipNorm is null ? 1 : Rule.Scale(Norm(gradients));
        var (beta1, beta2) = (Rule.Beta1, Rule.Beta2);
        var stepSize = LearningRate / (1 - Math.Pow(beta1, Steps));
        var correction2 = Math.Sqrt(1 - Math.Pow(beta2, Steps));
        for (var i = 0; i < slots.Length; i++)
        {
            if (gradients[i] is not { } found)
                continue;
            var (_, weight, first, second) = slots[i];
            var gradient = found.to(weight.dtype);
            if (scale < 1)
                gradient = gradient * scale;
            if (Rule.L2 > 0)
                gradient = gradient + weight * Rule.L2;
            if (Rule.WeightDecay > 0)
                weight.mul_(1 - LearningRate * Rule.WeightDecay);
            first.lerp_(gradient, 1 - beta1);
            if (Rule.IsMax)
                second.copy_(torch.maximum(second * beta2, gradient.abs() + Rule.Epsilon));
            else
                second.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
            var denominator = Rule.IsMax ? second : second.sqrt().div_(correction2).add_(Rule.Epsilon);
            weight.addcdiv_(first, denominator, -stepSize);
            copies[i]?.copy_(weight);
        }
    }

    private static double Norm(IEnumerable<Tensor?> gradients) =>
        torch.stack([.. gradients.OfType<Tensor>().Select(gradient => gradient.to(ScalarType.Float32).square().sum())]).sum().sqrt().ToDouble();

    public void Dispose()
    {
        foreach (var (_, _, first, second) in slots)
        {
            first.Dispose();
            second.Dispose();
        }
    }

    /// <summary>The tensor in which autograd leaves the gradient.</summary>
    private Tensor Leaf(int i) => copies[i] ?? slots[i].Weight;

    private Tensor?[] Gradients()
    {
        var gradients = new Tensor?[slots.Length];
        for (var i = 0; i < gradients.Length; i++)
            gradients[i] = Leaf(i).grad?.contiguous();
        return gradients;
    }

    /// <summary>Parts of one vector, in the weights' shapes.</summary>
    private Tensor[] Gradients(Tensor flat)
    {
        var at = 0L;
        return [.. slots.Select(slot =>
        {
            var count = slot.Weight.numel();
            var part = flat.narrow(0, at, count).view(slot.Weight.shape).to(slot.Weight.device);
            at += count;
            return part;
        })];
    }

    private unsafe void Locate(AdamPass pass, Tensor?[] gradients)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            var (gradient, copy) = (gradients[i], copies[i]);
            pass.Memory[i] = new()
            {
                Weight = slots[i].Weight.Singles(),
                First = slots[i].First.Singles(),
                Second = slots[i].Second.Singles(),
                Copy = copy is null ? null : copy.BFloat16(),
                IsHalf = gradient?.dtype == ScalarType.BFloat16,
                Gradient = gradient is null ? null : gradient.dtype == ScalarType.BFloat16 ? gradient.BFloat16() : gradient.Singles(),
            };
        }
    }
}
