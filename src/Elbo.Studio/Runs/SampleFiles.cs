using System.Globalization;
using Elbo.Files;
using Elbo.Files.NumPy;
using Elbo.Models;
using Elbo.Studio.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Elbo.Studio.Runs;

/// <summary>Serves drawn examples as files: a sheet as PNG, the numbers as .npz, the codes as CSV.</summary>
internal static class SampleFiles
{
    public static string Address(string run, SampleOrder order, string type) => $"files/drawn?run={Uri.EscapeDataString(run)}&{order.Query}&type={type}";

    public static void MapSampleFiles(this IEndpointRouteBuilder routes) => routes.MapGet("/files/drawn", async (
        string run, int count, ulong seed, double temperature, string? given, string type, RunCatalog catalog, ModelShelf shelf) =>
    {
        if (catalog.Find(run) is not { CanExplore: true } found)
            return Results.Text("There is no such run with images in the studio's folder.\n", statusCode: StatusCodes.Status404NotFound);
        var (model, order) = ((await shelf.GetAsync(found)).Whole, new SampleOrder(count, seed, temperature, given));
        order.Check(model);
        var name = FormattableString.Invariant($"{run.Replace('/', '-')}-samples-seed{seed}");
        return await Task.Run(() => type switch
        {
            "png" => Results.Bytes(Mosaic.Sheet(order.Sheet(model), order.Columns(model)), "image/png", $"{name}.png"),
            "npz" => Results.Bytes(Arrays(model, order), "application/zip", $"{name}.npz"),
            "csv" => Results.Bytes(Codes(model, order), "text/csv; charset=utf-8", $"{name}.csv"),
            _ => throw new StudioException($"type was {VisibleText.Line(type)}; it must be png, npz or csv."),
        });
    });

    private static byte[] Arrays(TrainedVae model, SampleOrder order)
    {
        var ((codes, pixels), shape) = (order.Draw(model, 0, order.Count), model.Options.Shape);
        using var file = new MemoryStream();
        NpzFile.Write(file,
        [
            new("samples", NpyArray.Of<float>(pixels, order.Count, shape.Channels, shape.Height, shape.Width)),
            new("codes", NpyArray.Of<float>(codes, order.Count, model.Options.Latents)),
        ], compress: true);
        return file.ToArray();
    }

    private static byte[] Codes(TrainedVae model, SampleOrder order)
    {
        var (codes, latents) = (order.Draw(model, 0, order.Count).Codes, model.Options.Latents);
        List<TableColumn> columns = [new("sample", Enumerable.Range(0, order.Count).ToArray())];
        if (order.Given is not null)
            columns.Add(new("given", Enumerable.Range(0, order.Count).Select(i => order.ConditionOf(model, i)).ToArray()));
        columns.AddRange(Enumerable.Range(0, latents).Select(d => new TableColumn(
            string.Create(CultureInfo.InvariantCulture, $"z_{d}"), Enumerable.Range(0, order.Count).Select(i => codes[i * latents + d]).ToArray())));
        using var file = new MemoryStream();
        CsvWriter.Write(file, columns);
        return file.ToArray();
    }
}
