namespace Elbo.Bench;

/// <summary>The parts of a benchmark.</summary>
[Flags]
internal enum BenchParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One training step by each engine, against plain TorchSharp.</summary>
    Steps = 1,

    /// <summary>Training steps over threads, widths and batches.</summary>
    Scaling = 2,

    /// <summary>Encoding, decoding and reconstructing.</summary>
    Inference = 4,

    /// <summary>The time from the start of a process to its first step.</summary>
    Start = 8,

    /// <summary>Steps of importance-weighted bounds, k draws per example.</summary>
    Bounds = 16,

    /// <summary>Steps on images in memory and on the same images in a mapped file.</summary>
    Data = 32,

    /// <summary>Everything.</summary>
    All = Steps | Scaling | Inference | Start | Bounds | Data,
}
