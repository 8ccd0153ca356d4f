using Elbo.Models;

namespace Elbo.Benchmarks;

/// <summary>What a step is measured with: net, batch and threads.</summary>
internal sealed record StepSetting(VaeOptions Model, int Batch, int Threads)
{
    /// <summary>The seed repository's net, 784-512-512-z20-512-784, or the same in another width.</summary>
    public static VaeOptions Seed(int width = 512) => new() { Hidden = [width, width], DecoderHidden = [width] };

    /// <summary>784-400-z20-400-784: the usual first example.</summary>
    public static VaeOptions Small { get; } = new() { Hidden = [400], DecoderHidden = [400] };
}
