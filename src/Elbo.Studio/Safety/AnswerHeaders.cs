using Microsoft.AspNetCore.Http;

namespace Elbo.Studio.Safety;

/// <summary>Headers of every answer: scripts, fonts and images come only from the studio, and no other site may frame it.</summary>
internal sealed class AnswerHeaders(RequestDelegate next)
{
    // MudBlazor and plotly.js write style attributes and style elements; images of a model are data.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    }
}
