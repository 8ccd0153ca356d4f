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
        if (token is null || token.Is(context.Request.Cookies[CookieName]))
            return next(context);
        if (HttpMethods.IsGet(context.Request.Method) && token.Is(context.Request.Query[AccessToken.Name]))
        {
            context.Response.Cookies.Append(CookieName, token.Text, new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/" });
            var isLocal = context.Request.Path.Value is { Length: > 0 } path && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal);
            context.Response.Redirect(isLocal ? context.Request.Path.Value! : "/");
            return Task.CompletedTask;
        }
        return PlainAnswer.Write(
            context, StatusCodes.Status401Unauthorized, "This studio needs a token. Open the address that elbo studio printed, including the token.");
    }

    private const string CookieName = "elbo-studio-token";
}
