using System.Globalization;
using Elbo.Files;
using Elbo.Reports;
using Elbo.Reports.Figures.Drawing;
using Elbo.Reports.History;
using Elbo.Runs.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Elbo.Studio.Runs;

/// <summary>Serves files of a run folder to the browser: its figures, the pictures of its epochs and its report, nothing else.</summary>
internal static class RunFiles
{
    public static string FigureAddress(RunEntry run, string file, bool isDark = false) =>
        $"files/figure?run={Uri.EscapeDataString(run.Name)}&file={Uri.EscapeDataString(file)}&at={run.Version}" + (isDark ? "&dark=true" : "");

    public static string EpochAddress(RunEntry run, int epoch) =>
        $"files/epoch?run={Uri.EscapeDataString(run.Name)}&epoch={epoch.ToString(CultureInfo.InvariantCulture)}&at={run.Version}";

    /// <summary>What the same random codes decode to after an epoch.</summary>
    public static string SamplesAddress(RunEntry run, int epoch) =>
        EpochAddress(run, epoch).Replace("files/epoch?", "files/samples?", StringComparison.Ordinal);

    /// <summary>The codes of the same test examples after an epoch.</summary>
    public static string CodesAddress(RunEntry run, int epoch, bool isDark) =>
        EpochAddress(run, epoch).Replace("files/epoch?", "files/codes?", StringComparison.Ordinal) + (isDark ? "&dark=true" : "");

    public static string ReportAddress(RunEntry run) => $"files/report?run={Uri.EscapeDataString(run.Name)}";

    public static void MapRunFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/files/figure", (string run, string file, bool? dark, RunCatalog catalog) =>
            catalog.Find(run) is { } found && found.Figures.Contains(file)
                ? Content(dark == true && DarkFigure(found, file) is { } onDark ? onDark : Path.Combine(found.Folder.FiguresPath, file), "image/png")
                : Missing("figure"));
        routes.MapGet("/files/epoch", (string run, int epoch, RunCatalog catalog) =>
            catalog.Find(run) is { } found && new EpochPictures(found.Folder) is var pictures && pictures.Epochs.Contains(epoch)
                ? Content(pictures.PathOf(epoch), "image/png")
                : Missing("picture"));
        routes.MapGet("/files/samples", (string run, int epoch, RunCatalog catalog) =>
            catalog.Find(run) is { } found && EpochPictures.Samples(found.Folder) is var pictures && pictures.Epochs.Contains(epoch)
                ? Content(pictures.PathOf(epoch), "image/png")
                : Missing("picture"));
        routes.MapGet("/files/codes", (string run, int epoch, bool? dark, RunCatalog catalog) =>
            catalog.Find(run) is { } found && EpochMap.Of(found.Folder)?.Svg(epoch, dark == true ? Shade.Dark : Shade.Light) is { } svg
                ? Results.Text(svg, "image/svg+xml")
                : Missing("epoch"));
        routes.MapGet("/files/report", (HttpContext context, string run, RunCatalog catalog) =>
        {
            if (catalog.Find(run) is not { HasReport: true } found)
                return Missing("report");
            // A report may come from an untrusted source: nothing in it may run or reach anything.
            context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'";
            return Content(found.Folder.ReportPath, "text/html; charset=utf-8");
        });
    }

    /// <summary>A figure on a dark background; null if the run has none, as those drawn by verbs other than the report.</summary>
    private static string? DarkFigure(RunEntry run, string file) =>
        new DirectoryInfo(DarkFigures.FolderOf(run.Folder)) is { Exists: true, LinkTarget: null }
            && new FileInfo(DarkFigures.PathOf(run.Folder, file)) is { Exists: true, LinkTarget: null } dark ? dark.FullName : null;

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
