using System.Net;
using Microsoft.AspNetCore.Http;

namespace Elbo.Studio.Safety;

/// <summary>
/// Refuses requests that another web site makes a browser send. The Host header must name this machine's loopback (a site whose name is pointed at
/// 127.0.0.1 sends its own name); an Origin must be the studio itself, and WebSockets and everything but reading must have one.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, StudioOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!options.IsShared && !IsLoopback(request.Host.Host))
            return PlainAnswer.Write(
                context, StatusCodes.Status400BadRequest, "The Host header names another machine. Open the studio as 127.0.0.1 or localhost.");
        var origins = request.Headers.Origin;
        if (origins.Count == 0)
            return NeedsOrigin(request)
                ? PlainAnswer.Write(context, StatusCodes.Status403Forbidden, "The Origin header is missing. Use the pages of the studio.")
                : next(context);
        // A page of the studio: the same scheme, host and port.
        return origins.Count == 1 && string.Equals(origins[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)
            ? next(context)
            : PlainAnswer.Write(context, StatusCodes.Status403Forbidden, "The request comes from another web site. Use the pages of the studio.");
    }

    private static bool NeedsOrigin(HttpRequest request) =>
        request.HttpContext.WebSockets.IsWebSocketRequest || HasUpgrade(request)
        || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));

    /// <summary>Before the WebSocket middleware has looked at it, a WebSocket is a request for an upgrade.</summary>
    private static bool HasUpgrade(HttpRequest request) => request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(request.Method);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address);
}
