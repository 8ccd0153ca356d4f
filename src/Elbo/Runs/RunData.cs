using Elbo.Data;

namespace Elbo.Runs;

/// <summary>What a run learned from.</summary>
/// <param name="Name">The data set's name or path.</param>
/// <param name="TrainCount">Examples trained on, the validation split taken off.</param>
/// <param name="ValidationCount">Examples in the validation split.</param>
/// <param name="TestCount">Examples in the test split.</param>
/// <param name="TrainFingerprint">SHA-256 over the pixels of the training file, or over the columns and cells of a table, the validation split included.</param>
/// <param name="TestFingerprint">The same of the test split.</param>
public sealed record RunData(string Name, int TrainCount, int ValidationCount, int TestCount, string TrainFingerprint, string TestFingerprint)
{
    /// <summary>How image files were read; null where the data came from none.</summary>
    public DataOptions? Options { get; init; }

    /// <summary>Describes a data set.</summary>
    /// <param name="whole">The data as it was loaded.</param>
    /// <param name="split">The same, its validation split taken off.</param>
    public static RunData Of(Dataset whole, Dataset split) => new(
        whole.Name, split.Train.Count, split.Validation?.Count ?? 0, split.Test.Count, whole.Train.Fingerprint(), whole.Test.Fingerprint())
    {
        Options = whole.Options,
    };
}
