
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

    /// <summary>Weights and biases normal with standard deviation 0.001, as in Pyro's examples and the code of Kingma et al. 2014: every unit starts
    /// close to 0.</summary>
    Small,
}
