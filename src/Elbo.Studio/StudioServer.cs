using System.Net;
using System.Net.Sockets;
using Elbo.Studio.Components;
using Elbo.Studio.Components.Layout;
using Elbo.Studio.Runs;
using Elbo.Studio.Safety;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Elbo.Studio;

/// <summary>The studio: one web server over the runs of one folder.</summary>
public sealed class StudioServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly StudioOptions options;

    private StudioServer(WebApplication app, StudioOptions options) => (this.app, this.options) = (app, options);

    /// <summary>Its address for a browser, including the access token if one is needed.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The services of pages and endpoints.</summary>
    internal IServiceProvider Services => app.Services;

    /// <summary>Starts the studio; it answers when this returns.</summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="StudioException">The address cannot be listened on.</exception>
    public static async Task<StudioServer> StartAsync(StudioOptions options, CancellationToken cancellation = default)
    {
        options.Validate();
        var port = options.Port ?? (IsFree(options.Address, StudioOptions.UsualPort) ? StudioOptions.UsualPort : 0);
        var studio = new StudioServer(Build(options, port), options);
        try
        {
            await studio.app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await studio.DisposeAsync();
            var reason = (e.InnerException ?? e).Message.TrimEnd('.');
            var remedy = $"Use another --port, 0 for any free one{(options.IsShared ? ", or an address of this machine with --listen" : "")}.";
            throw new StudioException($"Cannot listen on {options.Address} port {port}: {reason}. {remedy}", e);
        }
        studio.Address = studio.FindAddress();
        return studio;
    }

    /// <summary>Serves until it is cancelled, then stops the trainings that it has started and shuts down.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await app.StopAsync(limit.Token);
    }

    /// <summary>Stops immediately.</summary>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static WebApplication Build(StudioOptions options, int port)
    {
        var connections = new OpenConnections(ServerLimits.MostConnections, ServerLimits.MostConnectionsPerAddress);
        // An empty builder: no settings from environment variables or files can open another address.
        var builder = WebApplication.CreateEmptyBuilder(new()
        {
            ApplicationName = System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = "wwwroot",
        });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            ServerLimits.Apply(kestrel);
            kestrel.Listen(options.Address, port, listen => listen.Use(next => connection => connections.Serve(connection, next)));
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddStudio(options);

        var app = builder.Build();
        app.Use(connections.Answer);
        app.UseMiddleware<ErrorAnswers>();
        app.UseMiddleware<AnswerHeaders>();
        app.UseMiddleware<OriginCheck>();
        app.UseMiddleware<TokenCheck>();
        app.Use(AnswerHeadAsGet);
        app.UseRouting();
        app.UseMiddleware<PageLimit>();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapFonts();
        app.MapRunFiles();
        app.MapSampleFiles();
        app.MapRowFiles();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    /// <summary>Pages and files are mapped for GET; Kestrel leaves the body out of an answer to HEAD, whatever the method is called here.</summary>
    private static Task AnswerHeadAsGet(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    private Uri FindAddress()
    {
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var host = IPAddress.Any.Equals(options.Address) || IPAddress.IPv6Any.Equals(options.Address) ? Dns.GetHostName() : bound.Host;
        return new UriBuilder(bound) { Host = host, Query = app.Services.GetService<AccessToken>() is { } token ? $"{AccessToken.Name}={token.Text}" : "" }.Uri;
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
