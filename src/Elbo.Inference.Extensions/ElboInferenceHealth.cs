using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Elbo.Inference.Extensions;

/// <summary>The health of a program's models.</summary>
public static class ElboInferenceHealth
{
    /// <summary>
    /// Adds a check that runs one example of zeros through every file of every model that <c>AddElboInference</c> or
    /// <c>AddKeyedElboInference</c> has added. The first check loads the files.
    /// </summary>
    /// <param name="health">What <c>services.AddHealthChecks()</c> returns.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="tags">Tags by which endpoints choose checks.</param>
    public static IHealthChecksBuilder AddElboInference(this IHealthChecksBuilder health, string name = "elbo", params IEnumerable<string> tags)
    {
        ArgumentNullException.ThrowIfNull(health);
        return health.Add(new(name, ActivatorUtilities.GetServiceOrCreateInstance<ModelCheck>, failureStatus: null, tags));
    }
}

/// <summary>Runs one example through every model.</summary>
internal sealed class ModelCheck(IServiceProvider services, IEnumerable<ModelKey> models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.Run(() => Check(context, cancellationToken), cancellationToken);

    private HealthCheckResult Check(HealthCheckContext context, CancellationToken cancellation)
    {
        ModelKey[] all = [.. models.Distinct()];
        foreach (var model in all)
            try
            {
                var vae = model.IsDefault ? services.GetRequiredService<InferenceVae>() : services.GetRequiredKeyedService<InferenceVae>(model.Name);
                vae.WarmUp(cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return new(context.Registration.FailureStatus, model.IsDefault ? e.Message : $"The model '{model.Name}': {e.Message}", e);
            }
        return all.Length == 0
            ? new(context.Registration.FailureStatus, "There is no model. Add one with services.AddElboInference(folder).")
            : HealthCheckResult.Healthy(all.Length == 1 ? "The model answers." : $"All {all.Length} models answer.");
    }
}
