using Elbo.Interop;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo encode</c> of a run on a table: the codes of rows.</summary>
internal static class TableEncode
{
    /// <param name="terminal">Where it writes.</param>
    /// <param name="run">A run on a table.</param>
    /// <param name="given">The rows.</param>
    /// <param name="path">An .npy, .npz, .csv or .parquet file.</param>
    /// <param name="hasVariances">True adds the posterior variances.</param>
    /// <param name="draws">Draws of z for each row, S; 0 for none.</param>
    /// <param name="seed">The same seed draws the same z.</param>
    /// <param name="force">True replaces a file.</param>
    /// <param name="json">True prints JSON.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static int Run(
        Terminal terminal, LoadedRun run, GivenRows given, string path, bool hasVariances, int draws, ulong seed, bool force, bool json, CancellationToken cancellation)
    {
        var codes = run.Model.Encode(given.Rows, cancellation);
        var z = draws == 0 ? null : codes.Sample(draws, seed);
        OutputFile.Write(path, Content(path, given, codes, hasVariances, z), force, "--out");
        terminal.Out.WriteLine(json
            ? Json.File(run, path, ("examples", codes.Count), ("latents", codes.Latents), ("source", given.Source), ("samples", draws))
            : path);
        return ExitCode.Done;
    }

    private static byte[] Content(string path, GivenRows given, Codes codes, bool hasVariances, float[]? z)
    {
        var (n, l) = ((long)codes.Count, (long)codes.Latents);
        using var stream = new MemoryStream();
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                NpyFile.Write(stream, z is null ? NpyArray.Of<float>(codes.Mu, n, l) : NpyArray.Of<float>(z, n, z.Length / (n * l), l));
                break;
            case ".npz":
                var arrays = new Dictionary<string, NpyArray> { ["mu"] = NpyArray.Of<float>(codes.Mu, n, l) };
                if (hasVariances)
                    arrays["var"] = NpyArray.Of<float>([.. codes.LogVar.Select(MathF.Exp)], n, l);
                if (z is not null)
                    arrays["z"] = NpyArray.Of<float>(z, n, z.Length / (n * l), l);
                arrays["row"] = NpyArray.Of<int>(given.Rows.Numbers.ToArray(), n);
                NpzFile.Write(stream, arrays);
                break;
            case ".parquet":
                ParquetFile.Write(stream, Columns(given, codes, hasVariances, z));
                break;
            default:
                CsvWriter.Write(stream, Columns(given, codes, hasVariances, z));
                break;
        }
        return stream.ToArray();
    }

    private static TableColumn[] Columns(GivenRows given, Codes codes, bool hasVariances, float[]? z)
    {
        // The first column of the codes is the example's name, which a row has another of.
        var numbers = CodesTable.Columns(codes, new string[codes.Count], hasVariances: hasVariances, draws: z).Skip(1).ToArray();
        return [.. given.Identities(numbers.Select(column => column.Name)), .. numbers];
    }
}
