using Elbo.Evaluation;

namespace Elbo.Analysis.Scoring;

/// <summary>How examples are scored.</summary>
public sealed record ScoreOptions
{
    /// <summary>What they are scored by. Default −ELBO.</summary>
    public ScoreKind Kind { get; init; } = ScoreKind.NegElbo;

    /// <summary>Draws of z for each example, S, with <see cref="ScoreKind.Nll"/>. Default 100.</summary>
    public int Samples { get; init; } = 100;

    /// <summary>The seed of z and of dynamic binarization; a squared error has no z, and sees the binarization of encoding. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    /// <summary>The score with its numbers, for people: <c>NLL(100), nats</c>.</summary>
    public string Describe() => Kind switch
    {
        ScoreKind.NegElbo => "−ELBO, nats",
        ScoreKind.Nll => $"NLL({Samples}), nats",
        _ => "squared error of the reconstruction",
    };

    private IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Kind))
            yield return $"the score was {Kind}; it must be one of {string.Join(", ", Enum.GetValues<ScoreKind>().Select(kind => kind.Name()))}.";
        if (Samples is < 1 or > NllEvaluator.MostSamples)
            yield return $"samples was {Samples}; it must be from 1 to {NllEvaluator.MostSamples:N0}. Use --samples 100.";
    }
}
