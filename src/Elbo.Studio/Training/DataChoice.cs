using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Studio.Training;

/// <summary>The data that the form trains on.</summary>
/// <param name="Known">A data set by name; null for a file.</param>
/// <param name="File">A path below the studio's folder; null for a data set.</param>
/// <param name="Columns">Kinds of its columns that differ from those found.</param>
public sealed record DataChoice(string? Known, string? File, IReadOnlyDictionary<string, ColumnKind> Columns)
{
    /// <summary>How its images are read, by option name; empty for what is found.</summary>
    public IReadOnlyDictionary<string, string> Reading { get; init; } = new Dictionary<string, string>();

    /// <summary>The shape and number of the examples, which some defaults depend on; null until the file has been read.</summary>
    public FoundData? Found { get; init; }

    /// <summary>A data set as it is.</summary>
    public static DataChoice Of(string? known) => new(known, null, new Dictionary<string, ColumnKind>());

    /// <summary>For the name of a run.</summary>
    public string Stem => Known ?? (File is null ? "run" : Path.GetFileNameWithoutExtension(File.TrimEnd('/')));
}

/// <param name="Shape">The shape of an image; for a table one row of its columns.</param>
/// <param name="Count">Examples to train on.</param>
public sealed record FoundData(ImageShape Shape, int Count);
