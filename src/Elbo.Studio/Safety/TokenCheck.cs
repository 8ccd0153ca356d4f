using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Elbo.Studio.Safety;

/// <summary>
/// If other machines can reach the studio, admits visitors with the token. It comes once in the address and is then kept as a cookie, so that it
/// neither stays in the address bar nor leaves in a Referer header.
/// </summary>
internal sealed class TokenCheck(RequestDelegate next, IServiceProvider services)
{
    private readonly AccessToken? token = services.GetService<AccessToken>();

    public Task InvokeAsync(HttpContext context)
    {
        var cookie = CookieName(context.Connection.LocalPort);
        if (token is null || token.Is(context.Request.Cookies[cookie]))
            return next(context);
        if (HttpMethods.IsGet(context.Request.Method) && token.Is(context.Request.Query[AccessToken.Name]))
        {
            context.Response.Cookies.Append(cookie, token.Text, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
            // Encoded: a browser takes a backslash for a slash, and two of them begin the name of another host.
            var path = context.Request.Path.ToUriComponent();
            context.Response.Redirect(path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) ? path : "/");
            return Task.CompletedTask;
        }
        return PlainAnswer.Write(
            context, StatusCodes.Status401Unauthorized, "This studio needs a token. Open the address that elbo studio printed, including the token.");
    }

    /// <summary>Browsers keep one set of cookies for all ports of a host, and there may be a studio on several.</summary>
    private static string CookieName(int port) => $"elbo-studio-token-{port.ToString(CultureInfo.InvariantCulture)}";
}
