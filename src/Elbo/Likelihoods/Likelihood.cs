using System.Text.Json.Serialization;
using Elbo.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>p(x given z): reads the decoder's output as the parameters of a distribution over one example, whose D dimensions are independent given
/// z. A value without weights, equal to another of the same kind and numbers; in <c>run.json</c> an object of its name and its numbers. A target that
/// is NaN is missing: it adds 0 to the log-probability and to the gradient. A likelihood of another assembly is a sealed record derived from this
/// one: <see cref="DimensionLogProbability"/>, <see cref="Mean"/>, <see cref="Draw"/> and <see cref="Describe"/> are required, the rest has
/// defaults.</summary>
[Family("likelihood")]
public abstract record Likelihood : Kind
{
    /// <summary>Draws stay this far from 0 and 1, where some have no finite value.</summary>
    private protected const float LeastUniform = 3e-8f, MostUniform = 1 - 6e-8f;

    /// <summary>The binarization that suits it, where none is asked for. Default none: the values themselves.</summary>
    [JsonIgnore]
    public virtual Binarization UsualBinarization => Binarization.None;

    /// <summary>True for a density over real values, which may be above 1 and depends on their unit; false for a probability.</summary>
    [JsonIgnore]
    public abstract bool IsDensity { get; }

    /// <summary>Numbers that the decoder gives for each dimension, P.</summary>
    [JsonIgnore]
    public virtual int Planes => 1;

    /// <summary>Uniform numbers behind one drawn dimension, U.</summary>
    [JsonIgnore]
    public virtual int UniformPlanes => 1;

    /// <summary>Its name and its numbers, for people: <c>Gaussian σ 0.1</c>.</summary>
    public abstract override string Describe();

    /// <summary>The decoder's outputs for an example: P planes of D, the first plane first.</summary>
    /// <param name="dimensions">D.</param>
    public virtual int Outputs(int dimensions) => Planes * dimensions;

    /// <summary>log p(x given z) for each example, summed over the dimensions that are there.</summary>
    /// <param name="target">x, shape [B, D]; NaN where missing.</param>
    /// <param name="parameters">The decoder's output, shape [B, P·D].</param>
    /// <returns>Nats, shape [B].</returns>
    public Tensor LogProbability(Tensor target, Tensor parameters)
    {
        var likelihood = For(target, parameters);
        var missing = target.isnan();
        // A NaN must not come near the parameters: 0 times its gradient would be NaN.
        return missing.any().ToBoolean()
            ? likelihood.DimensionLogProbability(target.masked_fill(missing, 0), parameters).masked_fill(missing, 0).sum(1L)
            : likelihood.DimensionLogProbability(target, parameters).sum(1L);
    }

    /// <summary>log p of each dimension.</summary>
    /// <param name="target">x, shape [B, D], none missing.</param>
    /// <param name="parameters">The decoder's output, shape [B, P·D].</param>
    /// <returns>Nats, shape [B, D].</returns>
    public abstract Tensor DimensionLogProbability(Tensor target, Tensor parameters);

    /// <summary>E[x given z].</summary>
    /// <param name="parameters">The decoder's output, shape [B, P·D].</param>
    /// <returns>Shape [B, D].</returns>
    public abstract Tensor Mean(Tensor parameters);

    /// <summary>Draws x given z. The same numbers draw the same values.</summary>
    /// <param name="parameters">The decoder's output, shape [B, P·D].</param>
    /// <param name="uniform">Uniform numbers in [0, 1), shape [B, U·D].</param>
    /// <returns>Shape [B, D].</returns>
    public Tensor Sample(Tensor parameters, Tensor uniform) => Draw(parameters, uniform.clamp(LeastUniform, MostUniform));

    /// <summary>Nats per example as bits per dimension; null where x is not counted in levels, so that the number would depend on its unit.</summary>
    /// <param name="nats">−log p(x) or its bound, nats per example.</param>
    /// <param name="dimensions">D.</param>
    public virtual double? BitsPerDimension(double nats, int dimensions) => null;

    /// <summary>The likelihood with the numbers that it takes from a batch; itself where it takes none.</summary>
    /// <param name="target">x, shape [B, D]; NaN where missing.</param>
    /// <param name="parameters">The decoder's output, shape [B, P·D].</param>
    internal virtual Likelihood For(Tensor target, Tensor parameters) => this;

    /// <summary>Decoder outputs of one dimension under which its mean is about <paramref name="mean"/>; <c>--output-bias mean</c> starts from them.</summary>
    /// <param name="mean">The mean of the dimension over the training images, in [0, 1].</param>
    /// <returns>Shape [P]; null, the default, where many outputs give that mean.</returns>
    protected internal virtual double[]? OutputsAt(double mean) => null;

    /// <summary>Keeps the logarithm of a scale within limits by two soft-plus functions, so that its gradient is never cut off (Chua et al., "Deep
    /// Reinforcement Learning in a Handful of Trials", 2018, appendix A.1). Well within the limits it changes nothing.</summary>
    /// <param name="value">Any shape.</param>
    /// <param name="low">The lower limit.</param>
    /// <param name="high">The upper limit.</param>
    /// <returns>The same shape.</returns>
    protected static Tensor SoftLimited(Tensor value, double low, double high) => value.Within(low, high);

    /// <summary>A mean whose logit is of use.</summary>
    private protected static double Inside(double mean) => Math.Clamp(mean, 0.001, 0.999);

    /// <summary>True where σ is that of the batch in training and, in a trained model, that of the training split, which the model keeps as
    /// <c>likelihood.sigma</c>.</summary>
    internal virtual bool EstimatesSigma => false;

    /// <summary>True where x is a row of a table, not an image.</summary>
    internal virtual bool IsOfRows => false;

    /// <summary>The standard deviation among its settings, for pixels in [0, 1]; null without one.</summary>
    internal virtual double? FixedSigma => null;

    /// <summary>The number of grey levels that x can have; null where it has any value.</summary>
    internal virtual int? GreyLevels => null;

    /// <summary>E[x given z] in a form that can be averaged over several z.</summary>
    /// <param name="parameters">The decoder's output, shape [B, P·D].</param>
    /// <returns>Shape [B, E].</returns>
    internal virtual Tensor Expect(Tensor parameters) => Mean(parameters);

    /// <summary>Values from what is expected.</summary>
    /// <param name="expected">Shape [B, E].</param>
    /// <param name="round">True gives only values that x can have.</param>
    /// <returns>Shape [B, T].</returns>
    internal virtual Tensor Decide(Tensor expected, bool round) => expected;

    /// <summary>−log p of a dimension in closed form, averaged over the examples of a split, if its mean is the one of the training split.</summary>
    /// <param name="trained">The mean over the training split.</param>
    /// <param name="examples">N of the training split.</param>
    /// <param name="mean">The mean over the split.</param>
    /// <param name="square">The mean of the square over the split.</param>
    /// <returns>Nats; null, the default, where it is not known.</returns>
    internal virtual double? NatsAt(double trained, int examples, double mean, double square) => null;

    /// <summary>Names and shapes of the numbers that a model keeps for it without learning them, below <c>likelihood</c>.</summary>
    internal IEnumerable<(string Name, long[] Shape)> Tensors() => EstimatesSigma ? [("likelihood.sigma", [1])] : [];

    /// <summary>Draws x given z by the inverse of the distribution function, or any other deterministic function of the uniform numbers.</summary>
    /// <param name="parameters">The decoder's output, shape [B, P·D].</param>
    /// <param name="uniform">Uniform numbers strictly between 0 and 1, shape [B, U·D].</param>
    /// <returns>Shape [B, D].</returns>
    protected abstract Tensor Draw(Tensor parameters, Tensor uniform);

    /// <summary>The planes of the decoder's output.</summary>
    /// <param name="values">Shape [B, P·D].</param>
    /// <param name="planes">P.</param>
    /// <returns>Shape [B, P, D].</returns>
    protected static Tensor Split(Tensor values, int planes) => values.reshape(values.shape[0], planes, values.shape[1] / planes);

    /// <summary>The planes of the decoder's output one by one.</summary>
    /// <param name="parameters">The decoder's output, shape [B, P·D].</param>
    /// <returns>P tensors, shape [B, D] each.</returns>
    protected Tensor[] Split(Tensor parameters) => Split(parameters, Planes).unbind(1);
}
