namespace Elbo.Analysis.Imputation;

/// <summary>How to fill missing values in.</summary>
public sealed record ImputationOptions
{
    private const int MostSamples = 10_000;

    /// <summary>The method. Default importance weights.</summary>
    public ImputationMethod Method { get; init; } = ImputationMethod.Miwae;

    /// <summary>Draws of z for each example, S; with pseudo-Gibbs its turns, of which the first half is not counted. Default 200.</summary>
    public int Samples { get; init; } = 200;

    /// <summary>The seed of every draw. Default 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (!Enum.IsDefined(Method))
            faults.Add($"method was {Method}; it must be miwae or gibbs.");
        if (Samples is < 2 or > MostSamples)
            faults.Add($"samples was {Samples}; it must be from 2 to {MostSamples:N0}. Use --samples 200.");
        OptionsException.ThrowIfAny(faults);
    }
}
