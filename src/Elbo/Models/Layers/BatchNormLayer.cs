using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Elbo.Models.Layers;

/// <summary>
/// Mean 0 and variance 1 of each unit over the batch, then a learned scale and shift (Ioffe and Szegedy, "Batch Normalization", 2015). After training, and
/// for a batch of one example, with the moving averages of training; momentum and names are PyTorch's.
/// </summary>
internal sealed class BatchNormLayer : nn.Module<Tensor, Tensor>
{
    public const float Epsilon = 1e-5f;

    private const double Momentum = 0.1;

    private readonly Parameter weight;
    private readonly Parameter bias;

    // Fields of type Tensor are buffers; they are saved under these names.
    private readonly Tensor running_mean;
    private readonly Tensor running_var;

    public BatchNormLayer(long width) : base(nameof(BatchNormLayer))
    {
        weight = new(ones(width));
        bias = new(zeros(width));
        running_mean = zeros(width);
        running_var = ones(width);
        RegisterComponents();
    }

    /// <param name="x">Shape [B, width].</param>
    /// <returns>The same shape.</returns>
    public override Tensor forward(Tensor x) =>
        nn.functional.batch_norm(x, running_mean, running_var, weight, bias, training && x.shape[0] > 1, Momentum, Epsilon);
}
