using Elbo.Studio.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Elbo.Studio.Runs;

/// <summary>Serves synthetic rows as files with the columns of the training file.</summary>
internal static class RowFiles
{
    public static string Address(string run, RowOrder order, string type) => $"files/rows?run={Uri.EscapeDataString(run)}&{order.Query}&type={type}";

    public static void MapRowFiles(this IEndpointRouteBuilder routes) => routes.MapGet("/files/rows", async (
        string run, int count, ulong seed, string? given, string? filter, string type, RunCatalog catalog, ModelShelf shelf) =>
    {
        if (catalog.Find(run) is not { HasRows: true } found || await shelf.GetAsync(found) is not LoadedTable table)
            return Results.Text("There is no such run with rows in the studio's folder.\n", statusCode: StatusCodes.Status404NotFound);
        var order = new RowOrder(count, seed, given, filter ?? "");
        order.Check();
        var name = FormattableString.Invariant($"{run.Replace('/', '-')}-rows-seed{seed}");
        return await Task.Run(() => type switch
        {
            "csv" => Results.Bytes(Write(stream => table.Written.WriteCsv(stream, [order.Draw(table)])), "text/csv; charset=utf-8", $"{name}.csv"),
            "parquet" => Results.Bytes(
                Write(stream => table.Written.WriteParquet(stream, [order.Draw(table)])), "application/vnd.apache.parquet", $"{name}.parquet"),
            _ => throw new StudioException($"type was {VisibleText.Line(type)}; it must be csv or parquet."),
        });
    });

    private static byte[] Write(Action<Stream> write)
    {
        using var file = new MemoryStream();
        write(file);
        return file.ToArray();
    }
}
