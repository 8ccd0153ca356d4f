namespace Elbo.Models.Layers;

/// <summary>Where the bias of the decoder's last layer starts.</summary>
public enum OutputBias
{
    /// <summary>As <see cref="WeightInitialization"/> has it.</summary>
    Drawn,

    /// <summary>So that the decoder begins with the mean of the training images: its logit under a Bernoulli likelihood, the mean itself under a Gaussian. Not for a categorical one.</summary>
    Mean,
}
