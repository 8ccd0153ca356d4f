using Elbo.Studio.Models;

namespace Elbo.Studio.Components.Playground;

/// <summary>An example that is kept for blending or arithmetic.</summary>
/// <param name="Name">Its display name.</param>
/// <param name="Picture">Its image, as a data address.</param>
/// <param name="Code">Its posterior mean, shape [L].</param>
public sealed record Slot(string Name, string Picture, float[] Code)
{
    /// <summary>One of the test examples.</summary>
    public static Slot Of(LoadedModel model, int example) => new(ExampleName(model, example), model.Picture(example), model.Codes!.MuOf(example).ToArray());

    /// <summary>A test example's number, and its label if it has one.</summary>
    public static string ExampleName(LoadedModel model, int example) =>
        $"test example {example}{(model.Label(example) is { } label ? $" ({label})" : "")}";
}
