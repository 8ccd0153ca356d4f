namespace Elbo.Bench;

/// <summary>Options of a benchmark.</summary>
internal sealed record BenchOptions
{
    /// <summary>The parts. Default all.</summary>
    public BenchParts Parts { get; init; } = BenchParts.All;

    /// <summary>Rounds, in each of which every engine has one turn; 0 for 5, or 2 in a quick benchmark. Default 0.</summary>
    public int Rounds { get; init; }

    /// <summary>Threads of the engines and of libtorch; 0 for one per core. Default 0.</summary>
    public int Threads { get; init; }

    /// <summary>True for a quick benchmark: few rounds, short turns, fewer points. Default false.</summary>
    public bool Quick { get; init; }

    /// <summary>Checks every option.</summary>
    /// <exception cref="OptionsException">One or more options are out of range; the message names all of them.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    internal int EffectiveRounds => Rounds > 0 ? Rounds : Quick ? 2 : 5;

    internal int EffectiveThreads => Threads > 0 ? Threads : Environment.ProcessorCount;

    private IEnumerable<string> Faults()
    {
        if (Rounds is < 0 or > 1000)
            yield return $"rounds was {Rounds}; it must be from 1 to 1000, or 0 for the default. Use --rounds 5.";
        if (Threads is < 0 or > 4096)
            yield return $"threads was {Threads}; it must be from 1 to 4096, or 0 for one per core. Omit --threads.";
        if (Parts == BenchParts.None || (Parts & ~BenchParts.All) != 0)
            yield return $"the parts were {Parts}; they must be one or more of steps, bounds, scaling, inference, data, start.";
    }
}
