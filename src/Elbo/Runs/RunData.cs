using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Runs.Sessions;

namespace Elbo.Runs;

/// <summary>The data of a run.</summary>
/// <param name="Name">The data set's name or path.</param>
/// <param name="TrainCount">Examples trained on, without the validation split.</param>
/// <param name="ValidationCount">Examples in the validation split.</param>
/// <param name="TestCount">Examples in the test split.</param>
/// <param name="TrainFingerprint">SHA-256 over the training file's pixels, or a table's columns and cells, validation split included.</param>
/// <param name="TestFingerprint">The fingerprint of the test split.</param>
internal sealed record RunData(string Name, int TrainCount, int ValidationCount, int TestCount, string TrainFingerprint, string TestFingerprint)
{
    /// <summary>The full path of the data; null for a known data set, for data without a file, and before format 7.</summary>
    [JsonInclude]
    internal string? Path { get; init; }

    /// <summary>How image files or a text table were read; null for the defaults, or if the data is of another form.</summary>
    public DataOptions? Options { get; init; }

    /// <summary>Describes a data set.</summary>
    /// <param name="whole">The data as it was loaded.</param>
    /// <param name="split">The data with its validation split separated.</param>
    public static RunData Of(Dataset whole, Dataset split) => new(
        whole.Name, split.Train.Count, split.Validation?.Count ?? 0, split.Test.Count, whole.Train.Fingerprint(), whole.Test.Fingerprint())
    {
        Path = RunDataPlace.Recorded(whole.Name),
        Options = whole.Options,
    };
}
