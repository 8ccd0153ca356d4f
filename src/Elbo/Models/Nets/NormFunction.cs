using Elbo.Compute.Convolutions;
using Elbo.Compute.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>Group norm and what follows it as one operation of autograd.</summary>
internal sealed unsafe class NormFunction : autograd.SingleTensorFunction<NormFunction>
{
    public override string Name => nameof(NormFunction);

    /// <param name="norm">Scale and shift.</param>
    /// <param name="end">The function after it.</param>
    /// <param name="x">[B, C, h, w], which <see cref="FastMaps"/> cover.</param>
    /// <returns>The same shape.</returns>
    public static Tensor Of(GroupNorm norm, NormEnd end, Tensor x) => apply(x, norm.weight!, norm.bias!, end);

    /// <summary>Takes x, weight, bias and a <see cref="NormEnd"/>.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = TensorScope.Open();
        var (x, weight, bias, end) = (FastMaps.Pixels((Tensor)vars[0]), (Tensor)vars[1], (Tensor)vars[2], (NormEnd)vars[3]);
        var y = FastMaps.Empty(x.shape[0], (int)x.shape[3], (int)x.shape[1], (int)x.shape[2]);
        var moments = empty(x.shape[0], 2, x.shape[3]);
        var pass = Pass(x, end, moments, weight, bias);
        pass.Y = FastMaps.Start(y);
        pass.Forward();
        ctx.save_data(nameof(NormEnd), end);
        ctx.save_for_backward([x.MoveToOuterDisposeScope(), moments.MoveToOuterDisposeScope(), weight, bias]);
        return y.MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = TensorScope.Open();
        var saved = ctx.get_saved_variables();
        var (x, moments) = (saved[0], saved[1]);
        var dy = FastMaps.Pixels(grad_output);
        var dx = FastMaps.Empty(x.shape[0], (int)x.shape[3], (int)x.shape[1], (int)x.shape[2]);
        var dParameters = empty_like(moments);
        var pass = Pass(x, (NormEnd)ctx.get_data(nameof(NormEnd)), moments, saved[2], saved[3]);
        pass.DY = dy.Singles();
        pass.DX = FastMaps.Start(dx);
        pass.DParameters = dParameters.Singles();
        pass.Backward();
        var sums = dParameters.sum([0L]);
        return [dx.MoveToOuterDisposeScope(), sums[0].MoveToOuterDisposeScope(), sums[1].MoveToOuterDisposeScope(), null!];
    }

    private static GroupNormPass Pass(Tensor x, NormEnd end, Tensor moments, Tensor weight, Tensor bias) =>
        new((int)x.shape[0], (int)(x.shape[1] * x.shape[2]), (int)x.shape[3], Convolution.Groups, end)
        {
            X = x.Singles(),
            Moments = moments.Singles(),
            Gamma = weight.Singles(),
            Beta = bias.Singles(),
        };
}
