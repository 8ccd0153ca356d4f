using System.Globalization;
using System.Text;
using Elbo.Analysis;
using Elbo.Data.Tables;
using Elbo.Files;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo decode</c> of a run on a table: the rows of codes.</summary>
internal static class TableDecode
{
    /// <param name="terminal">Where it writes.</param>
    /// <param name="run">A run on a table.</param>
    /// <param name="codes">The file of codes.</param>
    /// <param name="path">A .csv or .parquet file.</param>
    /// <param name="force">True replaces a file.</param>
    /// <param name="json">True prints JSON.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static int Run(Terminal terminal, OpenRun run, string codes, string path, bool force, bool json, CancellationToken cancellation)
    {
        ThrowIfImpossible(path);
        var rows = run.Model.DecodeRows(CodesFile.Read(codes, run.Model.Options.Latents), cancellation);
        OutputFile.Write(path, Content(path, rows), force, "--out");
        terminal.Out.WriteLine(json ? Json.File(run, path, ("examples", rows.Count)) : path);
        return ExitCode.Done;
    }

    public static void ThrowIfImpossible(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is not (".csv" or ".parquet"))
            throw new OptionsException([$"--out was {path}; the rows of a table go into a file that ends in .csv or .parquet. Use --out rows.csv."]);
    }

    /// <summary>The rows as a file has them. Numbers keep the seven digits that a float has.</summary>
    public static byte[] Content(string path, Table rows)
    {
        var rounded = rows.With([.. rows.Cells.ToArray().Select(value => double.Parse(value.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture))]);
        if (!Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8.GetBytes(TableFile.Text(rounded));
        using var stream = new MemoryStream();
        ParquetFile.Write(stream, [.. rounded.Columns.Select((column, i) => new TableColumn(column.Name, Values(column, rounded.Values(i))))]);
        return stream.ToArray();
    }

    private static Array Values(Column column, double[] values) => column.Kind switch
    {
        ColumnKind.Binary or ColumnKind.Categorical => values.Select(value => column.Categories[(int)value]).ToArray(),
        ColumnKind.Count => values.Select(value => (int)value).ToArray(),
        _ => values,
    };
}
