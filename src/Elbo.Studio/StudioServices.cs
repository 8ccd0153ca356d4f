using Elbo.Studio.Models;
using Elbo.Studio.Runs;
using Elbo.Studio.Safety;
using Elbo.Studio.Training;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using MudBlazor.Services;

namespace Elbo.Studio;

/// <summary>The services of pages and endpoints.</summary>
internal static class StudioServices
{
    // Not logged: a taken address is reported in one sentence, and a browser with the cookie of an earlier studio gets a new one.
    private static readonly string[] Quiet = ["Microsoft.Extensions.Hosting", "Microsoft.AspNetCore.Antiforgery"];

    // Where Blazor says why a page failed, as a warning; the page leads the user to the terminal for it.
    private const string PageFailures = "Microsoft.AspNetCore.Components.Web.ErrorBoundary";

    public static void AddStudio(this IServiceCollection services, StudioOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        if (options.IsShared)
            services.AddSingleton(AccessToken.Draw());
        // The program that hosts the studio decides when it ends.
        services.AddSingleton<IHostLifetime, HostLifetime>();
        services.AddLogging(logging => logging
            .AddConsole(console => (console.FormatterName, console.LogToStandardErrorThreshold) = (VisibleLines.FormatterName, LogLevel.Trace))
            .AddConsoleFormatter<VisibleLines, ConsoleFormatterOptions>()
            .AddFilter((category, level) => level >= (category == PageFailures ? LogLevel.Warning : LogLevel.Error)
                && !Quiet.Any(name => category?.StartsWith(name, StringComparison.Ordinal) == true)));

        services.AddRouting();
        services.AddAntiforgery(forgery => forgery.Cookie.Name = "elbo-studio-forgery");
        // Keys live as long as the process: nothing is written to the user's home.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddRazorComponents().AddInteractiveServerComponents(ServerLimits.Apply).AddHubOptions(ServerLimits.Apply);
        services.AddSingleton<CircuitLimit>();
        services.AddMudServices();

        services.AddSingleton<RunCatalog>();
        services.AddSingleton<ModelShelf>();
        services.AddSingleton<TrainProcesses>();
        services.AddHostedService(services => services.GetRequiredService<TrainProcesses>());
    }

    private sealed class HostLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
