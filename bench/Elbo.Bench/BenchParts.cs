namespace Elbo.Bench;

/// <summary>What a benchmark measures.</summary>
[Flags]
public enum BenchParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One training step by each engine, against plain TorchSharp.</summary>
    Steps = 1,

    /// <summary>The same over threads, widths and batches.</summary>
    Scaling = 2,

    /// <summary>Encoding, decoding and reconstructing.</summary>
    Inference = 4,

    /// <summary>From the start of a process to its first step.</summary>
    Start = 8,

    /// <summary>Steps of importance-weighted bounds, k draws an example.</summary>
    Bounds = 16,

    /// <summary>Steps on images in memory and on the same in a file that is mapped.</summary>
    Data = 32,

    /// <summary>Everything.</summary>
    All = Steps | Scaling | Inference | Start | Bounds | Data,
}
