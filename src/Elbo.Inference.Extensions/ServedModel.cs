namespace Elbo.Inference.Extensions;

/// <summary>A model that a program serves, as configuration describes it.</summary>
public sealed class ServedModel
{
    /// <summary>The folder written by <c>elbo export</c>; a relative one is looked for in the program's content root.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How it is run.</summary>
    public InferenceOptions Options { get; set; } = new();
}

/// <summary>The key under which a model is registered; the default name for the one without a key.</summary>
internal sealed record ModelKey(string Name)
{
    public bool IsDefault => Name == Microsoft.Extensions.Options.Options.DefaultName;
}
