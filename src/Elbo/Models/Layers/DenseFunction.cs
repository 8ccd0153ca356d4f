using Elbo.Compute.Native;
using Elbo.Compute.Products;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>A dense layer as one operation of autograd, whose three products are Elbo's own.</summary>
internal sealed unsafe class DenseFunction : autograd.SingleTensorFunction<DenseFunction>
{
    public override string Name => nameof(DenseFunction);

    /// <param name="x">Shape [B, inputs], which <see cref="FastProducts"/> cover.</param>
    /// <param name="weight">W, shape [outputs, inputs]; further columns are left out.</param>
    /// <param name="bias">b, shape [outputs].</param>
    /// <returns>x Wᵀ + b, shape [B, outputs].</returns>
    public static Tensor Of(Tensor x, Tensor weight, Tensor bias) => is_grad_enabled() && (x.requires_grad || weight.requires_grad)
        ? apply(x, weight, bias, new Request(x.requires_grad))
        : Forward(x.contiguous(), weight, bias);

    /// <summary>Takes x, weight, bias and a <see cref="Request"/>.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = TensorScope.Open();
        var (x, weight, bias) = (((Tensor)vars[0]).contiguous(), (Tensor)vars[1], (Tensor)vars[2]);
        ctx.save_data(nameof(Request), (Request)vars[3]);
        ctx.save_for_backward([x.MoveToOuterDisposeScope(), weight]);
        return Forward(x, weight, bias).MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = TensorScope.Open();
        var saved = ctx.get_saved_variables();
        var (x, weight, dy) = (saved[0], saved[1], grad_output.contiguous());
        var (examples, inputs, outputs) = ((int)x.shape[0], (int)x.shape[1], (int)weight.shape[0]);
        var dWeight = weight.shape[1] == inputs ? empty_like(weight) : zeros_like(weight);
        var turned = dy.t().contiguous();
        new DenseProduct(Rows(turned), Rows(x), Rows(dWeight), null, outputs, inputs, examples).Run();
        Tensor? dx = null;
        if (((Request)ctx.get_data(nameof(Request))).NeedsInput)
        {
            dx = empty(examples, inputs);
            new DenseProduct(Rows(dy), Rows(weight), Rows(dx), null, examples, inputs, outputs).Run();
        }
        return [dx?.MoveToOuterDisposeScope()!, dWeight.MoveToOuterDisposeScope(), dy.sum([0L]).MoveToOuterDisposeScope(), null!];
    }

    private static Tensor Forward(Tensor x, Tensor weight, Tensor bias)
    {
        var y = empty(x.shape[0], weight.shape[0]);
        new DenseProduct(Rows(x), Rows(weight).Transposed, Rows(y), bias.Singles(), (int)x.shape[0], (int)weight.shape[0], (int)x.shape[1]).Run();
        return y;
    }

    /// <summary>A contiguous matrix.</summary>
    private static MatrixView Rows(Tensor matrix) => new(matrix.Singles(), (nint)matrix.shape[1]);

    private sealed record Request(bool NeedsInput);
}
