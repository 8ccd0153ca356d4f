using System.Globalization;
using Elbo.Files;
using Elbo.Runs.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Elbo.Studio.Runs;

/// <summary>Serves files of a run folder to the browser: its figures, the pictures of its epochs and its report, nothing else.</summary>
internal static class RunFiles
{
    public static string FigureAddress(RunEntry run, string file) =>
        $"files/figure?run={Uri.EscapeDataString(run.Name)}&file={Uri.EscapeDataString(file)}&at={run.Version}";

    public static string EpochAddress(RunEntry run, int epoch) =>
        $"files/epoch?run={Uri.EscapeDataString(run.Name)}&epoch={epoch.ToString(CultureInfo.InvariantCulture)}&at={run.Version}";

    public static string ReportAddress(RunEntry run) => $"files/report?run={Uri.EscapeDataString(run.Name)}";

    public static void MapRunFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/figure", (string run, string file, RunCatalog catalog) =>
            catalog.Find(run) is { } found && found.Figures.Contains(file)
                ? Content(Path.Combine(found.Folder.FiguresPath, file), "image/png")
                : Missing("figure"));
        routes.MapGet("/files/epoch", (string run, int epoch, RunCatalog catalog) =>
            catalog.Find(run) is { } found && new EpochPictures(found.Folder) is var pictures && pictures.Epochs.Contains(epoch)
                ? Content(pictures.PathOf(epoch), "image/png")
                : Missing("picture"));
        routes.MapGet("/files/report", (HttpContext context, string run, RunCatalog catalog) =>
        {
            if (catalog.Find(run) is not { HasReport: true } found)
                return Missing("report");
            // A report may come from an untrusted source: nothing in it may run or reach anything.
            context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";
            return Content(found.Folder.ReportPath, "text/html; charset=utf-8");
        });
    }

    /// <exception cref="StudioException">It is a pipe or a device, or vanished.</exception>
    private static IResult Content(string path, string type)
    {
        try
        {
            return Results.Stream(RegularFile.Open(path), type, lastModified: File.GetLastWriteTimeUtc(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StudioException($"The file cannot be read: {e.Message}", e);
        }
    }

    private static IResult Missing(string what) =>
        Results.Text($"There is no such {what} in the studio's folder.\n", statusCode: StatusCodes.Status404NotFound);
}
