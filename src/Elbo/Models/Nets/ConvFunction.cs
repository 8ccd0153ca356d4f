using Elbo.Compute.Convolutions;
using Elbo.Compute.Native;
using Elbo.Compute.Simd;
using Elbo.Models.Layers;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>
/// A convolution as one operation of autograd, together with what surrounds it: the map enlarged before it, bias, a shortcut that is
/// added, ReLU.
/// </summary>
internal sealed unsafe class ConvFunction : autograd.SingleTensorFunction<ConvFunction>
{
    public override string Name => nameof(ConvFunction);

    /// <param name="layer">Weight and bias.</param>
    /// <param name="x">[B, inputs, h, w], which <see cref="FastMaps"/> cover.</param>
    /// <param name="enlarged">The size that the map is enlarged to before; null for its own.</param>
    /// <param name="isRectified">True for ReLU at the end.</param>
    /// <param name="shortcut">A map of the result's shape that is added; null for none.</param>
    /// <returns>[B, outputs, h′, w′].</returns>
    public static Tensor Of(ConvLayer layer, Tensor x, MapSize? enlarged, bool isRectified, Tensor? shortcut)
    {
        var request = new Request(FastMaps.ShapeOf(layer, x, enlarged), isRectified, x.requires_grad);
        return shortcut is null ? apply(x, layer.Weight, layer.Bias, request) : apply(x, layer.Weight, layer.Bias, request, shortcut);
    }

    /// <summary>Takes x, weight, bias, a <see cref="Request"/> and, if there is one, the shortcut.</summary>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        using var scope = TensorScope.Open();
        var (x, weight, bias, request) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Request)vars[3]);
        var shortcut = vars.Length > 4 ? FastMaps.Pixels((Tensor)vars[4]) : null;
        var (pixels, shape) = (FastMaps.Pixels(x), request.Shape);
        var y = FastMaps.Empty(x.shape[0], shape.Outputs, shape.OutputHeight, shape.OutputWidth);
        var sums = empty(KernelSums.Length(shape, isBackward: false));
        new KernelSums(shape, weight.Singles(), sums.Singles(), isBackward: false).Run();
        new MapProduct(shape, isBackward: false, (int)x.shape[0], pixels.Singles(), sums.Singles(), FastMaps.Start(y), new()
        {
            Bias = PaddedBias(bias, shape.Outputs).Singles(),
            Addend = shortcut is null ? null : shortcut.Singles(),
            IsRectified = request.IsRectified,
        }).Run();
        ctx.save_data(nameof(Request), request);
        ctx.save_for_backward(request.IsRectified ? [pixels.MoveToOuterDisposeScope(), weight, y.detach().MoveToOuterDisposeScope()]
            : [pixels.MoveToOuterDisposeScope(), weight]);
        if (vars.Length > 4)
            ctx.save_data("shortcut", true);
        return y.MoveToOuterDisposeScope();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = TensorScope.Open();
        var saved = ctx.get_saved_variables();
        var request = (Request)ctx.get_data(nameof(Request));
        var (x, weight, shape) = (saved[0], saved[1], request.Shape);
        var images = (int)x.shape[0];
        var dy = FastMaps.Pixels(grad_output);
        var dBias = empty(shape.Outputs);
        var ds = request.IsRectified ? empty_like(dy) : dy;
        new ChannelGradient(
            images, shape.OutputHeight * shape.OutputWidth, shape.Outputs, request.IsRectified ? FastMaps.Start(saved[2]) : null, dy.Singles(), ds.Singles())
            .Run(dBias.Singles());
        var dWeight = empty_like(weight);
        GradientOfWeight(shape, images, x, ds, dWeight);
        var dx = request.NeedsMap ? GradientOfMap(shape, images, ds, weight).MoveToOuterDisposeScope() : null!;
        List<Tensor> gradients = [dx, dWeight.MoveToOuterDisposeScope(), dBias.MoveToOuterDisposeScope(), null!];
        if (ctx.get_data("shortcut") is true)
            gradients.Add(grad_output);
        return gradients;
    }

    /// <param name="shape">The sizes.</param>
    /// <param name="images">B.</param>
    /// <param name="x">[B, h, w, inputs].</param>
    /// <param name="ds">[B, h′, w′, outputs].</param>
    /// <param name="dWeight">[outputs, inputs, kernel, kernel], which receives the gradient.</param>
    internal static void GradientOfWeight(ConvShape shape, int images, Tensor x, Tensor ds, Tensor dWeight)
    {
        var sums = empty(WeightGradient.Length(shape));
        new WeightGradient(shape, images, x.Singles(), ds.Singles(), sums.Singles()).Run();
        new SumScatter(shape, sums.Singles(), dWeight.Singles()).Run();
    }

    /// <param name="shape">The sizes.</param>
    /// <param name="images">B.</param>
    /// <param name="ds">[B, h′, w′, outputs].</param>
    /// <param name="weight">[outputs, inputs, kernel, kernel].</param>
    /// <returns>[B, inputs, h, w].</returns>
    internal static Tensor GradientOfMap(ConvShape shape, int images, Tensor ds, Tensor weight)
    {
        var dx = FastMaps.Empty(images, shape.Inputs, shape.Height, shape.Width);
        var sums = empty(KernelSums.Length(shape, isBackward: true));
        new KernelSums(shape, weight.Singles(), sums.Singles(), isBackward: true).Run();
        new MapProduct(shape, isBackward: true, images, ds.Singles(), sums.Singles(), FastMaps.Start(dx), default).Run();
        return dx;
    }

    private static Tensor PaddedBias(Tensor bias, int outputs) =>
        outputs % (2 * VectorWidth.Lanes) == 0 ? bias : nn.functional.pad(bias, [0, Aligned.Up(outputs, 2 * VectorWidth.Lanes) - outputs]);

    private sealed record Request(ConvShape Shape, bool IsRectified, bool NeedsMap);
}
