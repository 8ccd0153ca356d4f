using Elbo.Models;
using Elbo.Training;

namespace Elbo.Settings;

/// <summary>A named experiment: data, options, and a published figure to compare with. One small JSON file each.</summary>
internal sealed record Recipe
{
    /// <summary>The name to type.</summary>
    public required string Name { get; init; }

    /// <summary>Its description, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>The data set's name or path.</summary>
    public required string Data { get; init; }

    /// <summary>Plugins that its kinds need: paths of assemblies, relative to the recipe's file. The <c>elbo</c> command loads them.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>The options that it sets; the others keep their defaults.</summary>
    public SettingValues Options { get; init; } = new();

    /// <summary>The figure to compare with; null if none was published.</summary>
    public PublishedFigure? Published { get; init; }

    /// <summary>Every setting of the recipe, including defaults; those that do not apply are absent.</summary>
    internal SettingValues Resolved()
    {
        var model = Options.Apply(new VaeOptions());
        return SettingValues.Of(model, Options.Apply(TrainingOptions.For(model)));
    }
}
