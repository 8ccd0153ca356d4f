
namespace Elbo.Models.Layers;

/// <summary>How the first weights of dense layers and convolutions are drawn.</summary>
public enum WeightInitialization
{
    /// <summary>PyTorch's default: weights and biases uniform on ±1/√(fan in).</summary>
    Pytorch,

    /// <summary>Weights uniform on ±√(6 / (fan in + fan out)), biases 0 (Glorot and Bengio 2010, eq. 16). Suits tanh.</summary>
    Glorot,

    /// <summary>Weights normal with variance 2 / (fan in), biases 0 (He et al. 2015, eq. 10). Suits ReLU.</summary>
    He,

    /// <summary>Weights and biases of hidden layers normal with standard deviation 0.001, those of output layers as PyTorch's, as in Pyro's examples: every
    /// hidden unit starts with nearly the same value.</summary>
    Small,
}
