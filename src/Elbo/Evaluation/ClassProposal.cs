using Elbo.Models;
using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>Draws of the class y for importance sampling over (y, z), from a mixture of q(y given x) and the uniform distribution: a class that the
/// classifier wrongly excludes then still gets draws, and no weight is larger than K/0.05 times what it is with p(y).</summary>
internal sealed class ClassProposal
{
    private const double UniformShare = 0.05;

    private readonly Posterior posteriors;
    private readonly Tensor probabilities;

    /// <param name="model">A model that infers a class.</param>
    /// <param name="x">Shape [B, D].</param>
    public ClassProposal(Vae model, Tensor x)
    {
        var (examples, classes) = (x.shape[0], model.Options.Classes);
        posteriors = model.Encode(x.repeat_interleave(classes, 0), eye(classes, device: x.device).repeat(examples, 1)); // [B·K, L]
        probabilities = (1 - UniformShare) * model.Classifier!.call(x).exp() + UniformShare / classes; // [B, K]
    }

    /// <param name="draws">k.</param>
    /// <param name="noise">Standard normal, shape [B·k], the draws of an example in succession.</param>
    /// <returns>q(z given x, y) of each draw, y as a 1 at its place [B·k, K], and log p(y) − log of the probability that it was drawn with [B·k].</returns>
    public (Posterior Posterior, Tensor Condition, Tensor LogRatio) Draw(int draws, Tensor noise)
    {
        var (examples, classes) = (probabilities.shape[0], probabilities.shape[1]);
        var uniform = 0.5 * (1 + (noise / Math.Sqrt(2)).erf());
        var found = searchsorted(probabilities.cumsum(1), uniform.reshape(examples, draws)).clamp_max(classes - 1); // [B, k]
        var log = -Math.Log(classes) - probabilities.gather(1, found).log();
        var rows = (found + arange(examples, device: found.device).unsqueeze(1) * classes).reshape(-1);
        return (posteriors.Map(part => part.index_select(0, rows)), nn.functional.one_hot(found.reshape(-1), classes).to(noise.dtype), log.reshape(-1));
    }
}
