namespace Elbo.Analysis.Scoring;

/// <summary>What an example is scored by; the higher, the less it looks like what the model was trained on.</summary>
public enum ScoreKind
{
    /// <summary>−ELBO with one draw of z, nats.</summary>
    NegElbo,

    /// <summary>−log p(x) by importance sampling, nats.</summary>
    Nll,

    /// <summary>Σ (x − x̂)² over the pixels, in [0, 1], of the reconstruction x̂ at the posterior mean.</summary>
    SquaredError,
}

/// <summary>Names of scores.</summary>
internal static class ScoreKinds
{
    /// <summary>The name that the command line uses, such as <c>squared-error</c>.</summary>
    public static string Name(this ScoreKind kind) => kind switch
    {
        ScoreKind.NegElbo => "neg-elbo",
        ScoreKind.Nll => "nll",
        ScoreKind.SquaredError => "squared-error",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown score."),
    };
}
