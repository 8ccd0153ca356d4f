using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Elbo.Inference.Extensions;

/// <summary>Opens the models of a program. As validation it opens and closes one, so that whatever keeps it from opening stops the start.</summary>
/// <param name="host">Knows the content root; null outside a host.</param>
internal sealed class ModelOpening(IHostEnvironment? host = null) : IValidateOptions<ServedModel>
{
    public ValidateOptionsResult Validate(string? name, ServedModel options)
    {
        try
        {
            Open(name ?? "", options).Dispose();
            return ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is InferenceException or ArgumentException)
        {
            return ValidateOptionsResult.Fail(string.IsNullOrEmpty(name) ? e.Message : $"The model '{name}': {e.Message}");
        }
    }

    /// <exception cref="InferenceException">The folder is not set, or not that of an exported model.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public InferenceVae Open(string name, ServedModel model)
    {
        if (string.IsNullOrWhiteSpace(model.Folder))
            throw new InferenceException("Folder was not set. Name the folder written by elbo export.");
        var folder = host is null ? model.Folder : Path.Combine(host.ContentRootPath, model.Folder);
        return InferenceVae.Open(folder, name.Length == 0 ? model.Options : model.Options with { Name = model.Options.Name ?? name });
    }
}
