using Elbo.Compute.Randomness;
using Elbo.Likelihoods;
using static TorchSharp.torch;

namespace Elbo.Tests.Likelihoods;

/// <summary>Likelihoods of every kind, with valid parameters and targets.</summary>
internal static class AllLikelihoods
{
    private const int Seed = 5;

    /// <summary>Every kind of an image that Elbo knows with its default settings, and some with others.</summary>
    public static IReadOnlyList<Likelihood> All { get; } =
    [
        .. typeof(Likelihood).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Likelihood)) && type.IsDefined(typeof(KindAttribute), false))
            .Select(type => (Likelihood)FamilyMember.Make(type)).Where(likelihood => !likelihood.IsOfRows),
        new Gaussian(0.2), new Laplace(0.15), new DiscretizedLogistic(6), new LogisticMixture(3), new LogisticMixture(2, 5), new BetaBinomial(4),
        new Categorical(7),
    ];

    /// <summary>Finds a likelihood by its description, since a test's data must be plain values.</summary>
    public static Likelihood Named(string description) => All.Single(likelihood => likelihood.Describe() == description);

    public static TheoryData<string> Names(Func<Likelihood, bool> which) => [.. All.Where(which).Select(likelihood => likelihood.Describe())];

    /// <summary>Reproducible normal numbers times <paramref name="width"/>, shape [rows, columns].</summary>
    public static Tensor Normal(int rows, int columns, double width = 1)
    {
        var values = new float[rows * columns];
        new Philox(Seed, RandomStream.Prior).FillNormal(0, values);
        return tensor([.. values.Select(value => value * width)], float64).reshape(rows, columns);
    }

    /// <summary>Reproducible uniform numbers, shape [rows, columns].</summary>
    public static Tensor Uniform(int rows, int columns)
    {
        var values = new float[rows * columns];
        new Philox(Seed, RandomStream.Prior).FillUniform(1, values);
        return tensor([.. values.Select(value => (double)value)], float64).reshape(rows, columns);
    }

    /// <summary>Targets within the likelihood's support.</summary>
    public static Tensor Targets(Likelihood likelihood, int rows, int columns)
    {
        var uniform = Uniform(rows, columns);
        return likelihood switch
        {
            Bernoulli => (uniform < 0.5).to(float64),
            LevelLikelihood levels => (uniform * (levels.Levels - 1)).round() / (levels.Levels - 1),
            _ => uniform,
        };
    }

    /// <summary>Every value of a discrete likelihood, shape [n, 1].</summary>
    public static Tensor Values(Likelihood likelihood)
    {
        var count = (likelihood as LevelLikelihood)?.Levels ?? 2;
        return linspace(0, 1, count, float64).reshape(count, 1);
    }
}
