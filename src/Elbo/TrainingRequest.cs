using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Settings;

namespace Elbo;

/// <summary>A training to plan: data, a recipe, and settings that override the recipe's. Everything has a default.</summary>
public sealed record TrainingRequest
{
    /// <summary>A known data set, or the path of images or a table; null (the default) for the recipe's data, or mnist.</summary>
    public string? Data { get; init; }

    /// <summary>How image files and text tables are read, and which labels are kept; null for the defaults.</summary>
    public DataOptions? DataOptions { get; init; }

    /// <summary>Kinds of a table's columns by name, to override the guess; null for the guess.</summary>
    public IReadOnlyDictionary<string, ColumnKind>? Columns { get; init; }

    /// <summary>The name of a recipe, or the path of a .json file; null for the defaults.</summary>
    public string? Recipe { get; init; }

    /// <summary>Settings that differ from the recipe or the defaults.</summary>
    public SettingValues Settings { get; init; } = new();

    /// <summary>The run folder; null for <c>runs/</c> and the name of the recipe or the data.</summary>
    public string? Folder { get; init; }

    /// <summary>Plugins that the command line names, for the command that repeats the run.</summary>
    internal IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>The run to continue.</summary>
    /// <exception cref="OptionsException">No folder was given.</exception>
    internal string ResumedFolder => Folder ?? throw new OptionsException(["--resume needs the run to continue. Use --resume --out RUN."]);
}
