using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Passes rows through unchanged and, in the backward pass, multiplies the gradient of each by a factor. The factors may depend on what
/// is computed from the rows: they are set between the forward and the backward pass.
/// </summary>
internal sealed class RowGradient
{
    /// <summary>Factor of each row, shape [N, 1].</summary>
    public Tensor? Factors { get; set; }

    /// <param name="rows">Shape [N, L].</param>
    /// <returns>The same numbers.</returns>
    public Tensor Through(Tensor rows) => Identity.apply(rows, this);

    private sealed class Identity : autograd.SingleTensorFunction<Identity>
    {
        public override string Name => nameof(RowGradient);

        /// <summary>Takes rows [N, L] and their <see cref="RowGradient"/>.</summary>
        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(nameof(RowGradient), vars[1]);
            return ((Tensor)vars[0]).clone();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var factors = ((RowGradient)ctx.get_data(nameof(RowGradient))).Factors;
            return [factors is null ? grad_output : factors * grad_output, null!];
        }
    }
}
