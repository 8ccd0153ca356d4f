namespace Elbo.Models.Nets;

/// <summary>The normalization of a feature map before its activation.</summary>
public enum Normalization
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>
    /// Mean 0 and variance 1 over groups of channels of one example (Wu and He, "Group Normalization", 2018). Unlike batch normalization
    /// it has one meaning in training and afterwards, and an example's code does not depend on the others in its batch.
    /// </summary>
    Group,
}
