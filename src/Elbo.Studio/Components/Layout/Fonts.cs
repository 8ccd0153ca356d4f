using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Elbo.Studio.Components.Layout;

/// <summary>Serves the typeface of the figures, embedded in the library, to the pages.</summary>
internal static class Fonts
{
    private static readonly string[] Names = ["Inter-Regular.otf", "Inter-SemiBold.otf"];

    public static void MapFonts(this IEndpointRouteBuilder routes)
    {
        foreach (var name in Names)
            routes.MapGet($"/fonts/{name}", (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "max-age=86400";
                return Results.Stream(typeof(Elbo.Reports.Figures.ImageGrid).Assembly.GetManifestResourceStream($"Elbo.{name}")!, "font/otf");
            });
    }
}
