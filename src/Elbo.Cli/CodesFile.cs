using Elbo.Cli.Verbs;
using Elbo.Data.Tables;

namespace Elbo.Cli;

/// <summary>Codes in the files that <c>elbo encode</c> writes: .npy, or the columns <c>mu_0</c> … of .csv and .parquet.</summary>
internal static class CodesFile
{
    /// <param name="path">The file.</param>
    /// <param name="latents">L.</param>
    /// <returns>Shape [N, L], row-major; of draws, [N·S, L].</returns>
    public static float[] Read(string path, int latents) => TableFile.IsOne(path) ? FromTable(path, latents) : DecodeVerb.Read(path, latents);

    private static float[] FromTable(string path, int latents)
    {
        var cells = TableFile.Read(path, [.. Enumerable.Range(0, latents).Select(latent => new Column($"mu_{latent}", ColumnKind.Real, []))]).Cells.ToArray();
        var missing = Array.FindIndex(cells, double.IsNaN);
        return missing < 0
            ? [.. cells.Select(cell => (float)cell)]
            : throw new OptionsException([$"{path} lacks mu_{missing % latents} in row {missing / latents + 1}; a code needs all of its {latents} numbers. Give it, or leave the row out."]);
    }
}
