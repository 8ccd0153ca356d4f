using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference;

/// <summary>Options for running an exported model.</summary>
public sealed record InferenceOptions
{
    /// <summary>The model's name in metrics and traces; null, the default, for the folder as it was given.</summary>
    public string? Name { get; init; }

    /// <summary>Maximum number of examples that go through the network at once. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Threads of one call; 0 for one per core. Default 0. With 1, calls from several threads do not slow each other down.</summary>
    public int Threads { get; init; }

    /// <summary>Threads that run independent nodes of the graph at the same time. Default 0: one node after another.</summary>
    public int InterOpThreads { get; init; }

    /// <summary>
    /// ONNX Runtime's execution provider: <c>cpu</c>, or one that its native package has, such as <c>cuda</c>, <c>tensorrt</c>, <c>dml</c>,
    /// <c>coreml</c>, <c>openvino</c>, <c>qnn</c> or <c>xnnpack</c>. What it cannot run, the processor runs. Default <c>cpu</c>.
    /// </summary>
    public string Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Options of the execution provider by ONNX Runtime's names, such as <c>device_id</c>. Default none.</summary>
    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Makes ONNX Runtime's own session options, once for each file, in place of <see cref="Threads"/>, <see cref="InterOpThreads"/>,
    /// <see cref="Provider"/> and <see cref="ProviderOptions"/>, which then keep their defaults. Elbo disposes what it makes. Default null.
    /// </summary>
    public Func<SessionOptions>? Session { get; init; }

    internal void Validate()
    {
        if (BatchSize is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, "It must be from 1 to 1,000,000.");
        if (Threads is < 0 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "It must be from 1 to 4096, or 0 for one per core.");
        if (InterOpThreads is < 0 or > 4096)
            throw new ArgumentOutOfRangeException(nameof(InterOpThreads), InterOpThreads, "It must be from 1 to 4096, or 0 for one node after another.");
        if (Session is not null && (Threads != 0 || InterOpThreads != 0 || !ExecutionProvider.IsCpu(Provider) || ProviderOptions.Count > 0))
            throw new ArgumentException(
                "Session was set together with Threads, InterOpThreads, Provider or ProviderOptions. Set those in the session options that it makes.");
        if (ExecutionProvider.IsCpu(Provider) && ProviderOptions.Count > 0)
            throw new ArgumentException($"ProviderOptions has {string.Join(", ", ProviderOptions.Keys)}, but the provider cpu has no options. Set Provider.");
        if (Session is null && !ExecutionProvider.IsCpu(Provider))
            ExecutionProvider.Find(Provider);
    }
}
