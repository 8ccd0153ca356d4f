using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Elbo.Studio.Safety;

/// <summary>Answers with a message instead of a page if too many are open; <see cref="CircuitLimit"/> enforces the limit.</summary>
internal sealed class PageLimit(RequestDelegate next, CircuitLimit open)
{
    public Task InvokeAsync(HttpContext context) =>
        open.IsFull && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            ? PlainAnswer.Write(context, StatusCodes.Status503ServiceUnavailable, open.Refusal)
            : next(context);
}
