namespace Elbo.Evaluation;

/// <summary>Settings of annealed importance sampling. The default chains and leapfrog steps are those of Wu et al. (2017).</summary>
internal sealed record AisOptions
{
    private const int Most = 100_000;

    /// <summary>Independent chains for each example. Default 16.</summary>
    public int Chains { get; init; } = 16;

    /// <summary>Steps from temperature 0 to 1, T. Default 500; the paper uses 10,000.</summary>
    public int Temperatures { get; init; } = 500;

    /// <summary>Leapfrog steps of a transition. Default 10.</summary>
    public int LeapfrogSteps { get; init; } = 10;

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    private IEnumerable<string> Faults()
    {
        foreach (var (name, value, usual) in new[] { ("chains", Chains, 16), ("temperatures", Temperatures, 500), ("leapfrog steps", LeapfrogSteps, 10) })
            if (value is < 1 or > Most)
                yield return $"{name} was {value}; it must be from 1 to {Most:N0}. Use {usual}.";
    }
}
