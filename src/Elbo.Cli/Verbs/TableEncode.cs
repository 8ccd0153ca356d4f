using Elbo.Analysis;
using Elbo.Data;
using Elbo.Files;
using Elbo.Files.NumPy;
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
        Terminal terminal, OpenRun run, GivenRows given, string path, bool hasVariances, int draws, ulong seed, bool force, bool json, CancellationToken cancellation)
    {
        EncodeVerb.ThrowIfTooMany(given.Rows.Count, draws, run.Model.Options.Latents);
        var codes = run.Model.Encode(given.Rows, cancellation);
        var z = draws == 0 ? null : codes.Sample(draws, seed);
        OutputFile.Write(
            path, stream => FileFormat.ForOutput(path)!.Write!(stream, new(
                () => CodesArrays.Single(codes, z), () => Columns(given, codes, hasVariances, z),
                () => CodesArrays.Of(codes, hasVariances, z).Append(new("row", NpyArray.Of<int>(given.Rows.Numbers.ToArray(), codes.Count))))),
            force, "--out");
        terminal.Out.WriteLine(json
            ? Json.File(run, path, ("examples", codes.Count), ("latents", codes.Latents), ("source", given.Source), ("samples", draws))
            : path);
        return ExitCode.Done;
    }

    private static TableColumn[] Columns(GivenRows given, Codes codes, bool hasVariances, float[]? z)
    {
        var numbers = CodesTable.Numbers(codes, hasVariances, z);
        return [.. given.Identities(numbers.Select(column => column.Name)), .. numbers];
    }
}
