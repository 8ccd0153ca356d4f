using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models.Layers;

namespace Elbo.Models.Storage;

/// <summary>Facts that a file of weights does not state. Null takes what the file states or, if it states nothing, what the seed
/// repository's code does.</summary>
public sealed record ImportOptions
{
    /// <summary>The non-linearity after each hidden layer. Default null: the file's, else ReLU.</summary>
    public Activation? Activation { get; init; }

    /// <summary>p(x given z). Default null: the file's, else Bernoulli.</summary>
    public Likelihood? Likelihood { get; init; }

    /// <summary>How grey values became targets. Default null: the file's, else the one that suits the likelihood.</summary>
    public Binarization? Binarization { get; init; }

    /// <summary>The shape of one example. Default null: the file's, else a square one-channel image.</summary>
    public ImageShape? Shape { get; init; }

    /// <summary>Contradictions to a file that describes itself.</summary>
    internal IEnumerable<string> Faults(VaeOptions model, Binarization binarization)
    {
        if (Activation is { } activation && activation != model.Activation)
            yield return $"activation was {Lower(activation)}, but the file says {Lower(model.Activation)}. Leave --activation out.";
        if (Likelihood is { } likelihood && likelihood != model.Likelihood)
            yield return $"likelihood was {likelihood.Describe()}, but the file says {model.Likelihood.Describe()}. Leave --likelihood and --sigma out.";
        if (Binarization is { } given && given != binarization)
            yield return $"binarization was {Lower(given)}, but the file says {Lower(binarization)}. Leave --binarization out.";
        if (Shape is { } shape && shape != model.Shape)
            yield return $"the images are {shape}, but the file's model takes {model.Shape}. Give data of that shape.";
    }

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
