namespace Elbo.Models.Layers;

/// <summary>The initial bias of the decoder's last layer.</summary>
public enum OutputBias
{
    /// <summary>Drawn as <see cref="WeightInitialization"/> says.</summary>
    Drawn,

    /// <summary>The mean of the training images: its logit under a Bernoulli likelihood, the mean itself under a Gaussian. Not for a categorical one.</summary>
    Mean,
}
