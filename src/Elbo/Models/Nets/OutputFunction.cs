using Elbo.Compute.Convolutions;
using Elbo.Compute.Native;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>The decoder's last convolution, of the enlarged map to few outputs, as one operation of autograd (<see cref="TapGather"/>).</summary>
internal sealed unsafe class OutputFunction : autograd.SingleTensorFunction<OutputFunction>
{
    public override string Name => nameof(OutputFunction);

    /// <param name="layer">Weight and bias.</param>
    /// <param name="x">[B, inputs, h, w], which <see cref="FastMaps"/> cover.</param>
    /// <param name="enlarged">The size of the image.</param>
    /// <returns>[B, outputs, H, W], contiguous.</returns>
    public static Tensor Of(ConvLayer layer, Tensor x, MapSize enlarged) => apply(x, layer.Weight, layer.Bias, FastMaps.ShapeOf(layer, x, enlarged));

    /// <summary>Takes x, weight, bias and a <see cref="ConvShape"/>.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = TensorScope.Open();
        var (x, weight, bias, shape) = (FastMaps.Pixels((Tensor)vars[0]), (Tensor)vars[1], (Tensor)vars[2], (ConvShape)vars[3]);
        var (images, columns) = ((int)x.shape[0], ColumnsOf(shape));
        var product = Product(shape);
        var sums = empty(KernelSums.Length(product, isBackward: false));
        new KernelSums(product, ByColumn(weight, columns).Singles(), sums.Singles(), isBackward: false).Run();
        var taps = empty(images, shape.Height, shape.Width, columns);
        new MapProduct(product, isBackward: false, images, x.Singles(), sums.Singles(), taps.Singles(), default).Run();
        var y = empty(images, shape.Outputs, shape.EnlargedHeight, shape.EnlargedWidth);
        new TapGather(shape, images, taps.Singles(), columns, bias.Singles(), y.Singles()).Gather();
        ctx.save_data(nameof(ConvShape), shape);
        ctx.save_for_backward([x.MoveToOuterDisposeScope(), weight]);
        return y.MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = TensorScope.Open();
        var saved = ctx.get_saved_variables();
        var (x, weight, shape) = (saved[0], saved[1], (ConvShape)ctx.get_data(nameof(ConvShape)));
        var (images, columns, product) = ((int)x.shape[0], ColumnsOf(shape), Product(shape));
        var dy = grad_output.contiguous();
        var taps = empty(images, shape.Height, shape.Width, columns);
        new TapGather(shape, images, taps.Singles(), columns, null, dy.Singles()).Scatter();
        var byColumn = ByColumn(weight, columns);
        var dByColumn = empty_like(byColumn);
        ConvFunction.GradientOfWeight(product, images, x, taps, dByColumn);
        var dWeight = dByColumn.narrow(0, 0, (long)shape.Outputs * shape.Positions)
            .reshape(shape.Outputs, shape.Kernel, shape.Kernel, shape.Inputs).permute(0, 3, 1, 2).contiguous();
        var dx = ConvFunction.GradientOfMap(product, images, taps, byColumn);
        return [dx.MoveToOuterDisposeScope(), dWeight.MoveToOuterDisposeScope(), dy.sum([0L, 2, 3]).MoveToOuterDisposeScope(), null!];
    }

    /// <summary>Outputs × positions, up to a multiple of <see cref="Convolution.Block"/>.</summary>
    private static int ColumnsOf(ConvShape shape) => Compute.Simd.Aligned.Up(shape.Outputs * shape.Positions, Convolution.Block);

    /// <summary>The product of kernel 1.</summary>
    private static ConvShape Product(ConvShape shape) => new(shape.Inputs, shape.Height, shape.Width, ColumnsOf(shape), 1, 1, shape.Height, shape.Width);

    /// <summary>[outputs, inputs, kernel, kernel] → [columns, inputs], with rows of zeros at the end.</summary>
    private static Tensor ByColumn(Tensor weight, int columns)
    {
        var rows = weight.permute(0, 2, 3, 1).reshape(-1, weight.shape[1]);
        return nn.functional.pad(rows, [0, 0, 0, columns - rows.shape[0]]).contiguous();
    }
}
