using Elbo.Data.Tables;
using Elbo.Interop;

namespace Elbo.Cli;

/// <summary>Codes in the files that <c>elbo encode</c> writes: .npy, or the columns <c>mu_0</c> … of .csv and .parquet.</summary>
internal static class CodesFile
{
    /// <param name="path">The file.</param>
    /// <param name="latents">L.</param>
    /// <returns>Shape [N, L], row-major; of draws, [N·S, L].</returns>
    public static float[] Read(string path, int latents) => TableFile.IsOne(path) ? FromTable(path, latents) : FromNpy(path, latents);

    private static float[] FromTable(string path, int latents)
    {
        var cells = TableFile.Read(path, [.. Enumerable.Range(0, latents).Select(latent => new Column($"mu_{latent}", ColumnKind.Real, []))]).Cells.ToArray();
        var missing = Array.FindIndex(cells, double.IsNaN);
        return missing < 0
            ? [.. cells.Select(cell => (float)cell)]
            : throw new OptionsException([$"{path} lacks mu_{missing % latents} in row {missing / latents + 1}; a code needs all of its {latents} numbers. Give it, or leave the row out."]);
    }

    private static float[] FromNpy(string path, int latents)
    {
        var array = NpyFile.Read(path);
        if (array.Type is not (NpyType.F32 or NpyType.F64))
            throw new OptionsException([$"{path} holds {array}; codes are float32 or float64. Convert them with numpy's astype('float32')."]);
        if (array.Shape.Count < 2 || array.Shape[^1] != latents)
            throw new OptionsException([$"{path} holds {array}, but a code of this model has {latents} numbers. Give an array of shape [N, {latents}]."]);
        if (array.Count == 0)
            throw new OptionsException([$"{path} holds {array}, and so no code; at least 1 is needed. Give an array of shape [N, {latents}]."]);
        var values = array.Type == NpyType.F32 ? array.Values<float>().ToArray() : Array.ConvertAll(array.ToDoubles(), value => (float)value);
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw new OptionsException([FormattableString.Invariant($"{path} holds {values[bad]} in code {bad / latents}; every number must be a finite float32. Leave that code out, or replace the number, as numpy.nan_to_num does.")]);
    }
}
