using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Elbo.Inference.Extensions;

/// <summary>
/// Exported models among the services of a program. A model is a singleton <see cref="InferenceVae"/>, which any number of requests may use
/// at once. The options are validated, and the folder opened, when the host starts.
/// </summary>
public static class ElboInferenceServices
{
    /// <summary>Adds a model.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="folder">The folder written by <c>elbo export</c>; a relative one is looked for in the content root.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    public static IServiceCollection AddElboInference(this IServiceCollection services, string folder, InferenceOptions? options = null) =>
        services.AddModel("", model => model.Configure(served => Set(served, folder, options)));

    /// <summary>Adds the model that a section of the configuration describes. Unknown keys are refused.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="section">A section with the properties of <see cref="ServedModel"/>.</param>
    public static IServiceCollection AddElboInference(this IServiceCollection services, IConfiguration section) =>
        services.AddModel("", model => Bind(model, section));

    /// <summary>Adds a model under a key, for programs with several: <c>[FromKeyedServices("digits")] InferenceVae</c>.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="name">The key of the service and the name of the options; the model's name in metrics if the options name none.</param>
    /// <param name="folder">The folder written by <c>elbo export</c>; a relative one is looked for in the content root.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    public static IServiceCollection AddKeyedElboInference(
        this IServiceCollection services, string name, string folder, InferenceOptions? options = null) =>
        services.AddModel(Named(name), model => model.Configure(served => Set(served, folder, options)));

    /// <summary>Adds, under a key, the model that a section of the configuration describes. Unknown keys are refused.</summary>
    /// <param name="services">The services of the program.</param>
    /// <param name="name">The key of the service and the name of the options; the model's name in metrics if the options name none.</param>
    /// <param name="section">A section with the properties of <see cref="ServedModel"/>.</param>
    public static IServiceCollection AddKeyedElboInference(this IServiceCollection services, string name, IConfiguration section) =>
        services.AddModel(Named(name), model => Bind(model, section));

    private static IServiceCollection AddModel(this IServiceCollection services, string name, Action<OptionsBuilder<ServedModel>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<ModelOpening>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServedModel>, ModelOpening>());
        configure(services.AddOptions<ServedModel>(name).ValidateOnStart());
        services.AddSingleton(new ModelKey(name));
        return name.Length == 0
            ? services.AddSingleton(provider => Open(provider, name))
            : services.AddKeyedSingleton(name, (provider, _) => Open(provider, name));
    }

    private static InferenceVae Open(IServiceProvider provider, string name) =>
        provider.GetRequiredService<ModelOpening>().Open(name, provider.GetRequiredService<IOptionsMonitor<ServedModel>>().Get(name));

    private static void Set(ServedModel served, string folder, InferenceOptions? options) => (served.Folder, served.Options) = (folder, options ?? new());

    private static void Bind(OptionsBuilder<ServedModel> model, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        model.Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
    }

    private static string Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }
}
