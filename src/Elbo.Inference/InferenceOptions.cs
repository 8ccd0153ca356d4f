namespace Elbo.Inference;

/// <summary>Options for running an exported model.</summary>
public sealed record InferenceOptions
{
    /// <summary>Maximum number of examples that go through the network at once. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Threads of one call; 0 for one per core. Default 0. With 1, calls from several threads do not slow each other down.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        if (BatchSize is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, "It must be from 1 to 1,000,000.");
        if (Threads is < 0 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "It must be from 1 to 4096, or 0 for one per core.");
    }
}
