using System.Text.RegularExpressions;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Files.NumPy;

namespace Elbo.Cli.Examples;

/// <summary>Codes in the files that <c>elbo encode</c> writes: .npy, the array <c>mu</c> of .npz, or the columns <c>mu_0</c> …
/// of .csv and .parquet.</summary>
internal static partial class CodesFile
{
    /// <param name="path">The file.</param>
    /// <param name="latents">L.</param>
    /// <returns>Shape [N, L], row-major; of draws, [N·S, L].</returns>
    public static float[] Read(string path, int latents) =>
        FileFormat.Of(path).Table is not null ? FromTable(path, latents) : FromArray(path, Means(path), latents);

    /// <summary>The names of the rows that the codes of a table are of, for the file of what they decode to; empty if the file has none.</summary>
    public static IReadOnlyList<TableColumn> Ids(string path)
    {
        if (FileFormat.Of(path).Table is null)
            return [];
        var raw = RawTable.Read(path, null);
        return [.. raw.Names.Index().Where(column => column.Item != "row" && !Code().IsMatch(column.Item))
            .Select(column => new TableColumn(column.Item, raw.Written.Select(cells => cells[column.Index]).ToArray()))];
    }

    /// <summary>The columns of means, variances and draws.</summary>
    [GeneratedRegex("^(mu|var|z[0-9]+)_[0-9]+$")]
    private static partial Regex Code();

    private static NpyArray Means(string path) => (FileFormat.Of(path).Array ?? FileFormat.Npy.Array!)(path, names =>
        names.Contains("mu") ? "mu" : throw new OptionsException([
            $"{path} holds {string.Join(", ", names)}, but codes are the array mu. Give the file of elbo encode, or an .npy file."]));

    private static float[] FromTable(string path, int latents)
    {
        // The last numbers of a larger model's codes would silently be ignored.
        if (TableFile.Names(path).Contains($"mu_{latents}"))
            throw new OptionsException([
                $"{path} has a column mu_{latents}, but a code of this model has {latents} numbers, mu_0 to mu_{latents - 1}. "
                + "Give the codes of this run."]);
        Column[] columns = [.. Enumerable.Range(0, latents).Select(latent => new Column($"mu_{latent}", ColumnKind.Real, []))];
        var cells = TableFile.Read(path, columns, null).Cells.ToArray();
        var missing = Array.FindIndex(cells, double.IsNaN);
        return missing < 0
            ? [.. cells.Select(cell => (float)cell)]
            : throw new OptionsException([
                $"{path} lacks mu_{missing % latents} in row {missing / latents + 1}; a code needs all of its {latents} numbers. "
                + "Give it, or leave the row out."]);
    }

    private static float[] FromArray(string path, NpyArray array, int latents)
    {
        if (array.Type is not (NpyType.F32 or NpyType.F64))
            throw new OptionsException([
                $"{path} holds {array}; codes are float32 or float64. Convert them with numpy's astype('float32')."]);
        if (array.Shape.Count < 2 || array.Shape[^1] != latents)
            throw new OptionsException([
                $"{path} holds {array}, but a code of this model has {latents} numbers. Give an array of shape [N, {latents}]."]);
        if (array.Count == 0)
            throw new OptionsException([
                $"{path} holds {array}, and so no code; at least 1 is needed. Give an array of shape [N, {latents}]."]);
        var values = array.Type == NpyType.F32 ? array.Values<float>().ToArray() : Array.ConvertAll(array.ToDoubles(), value => (float)value);
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw new OptionsException([
            FormattableString.Invariant($"{path} holds {values[bad]} in code {bad / latents}; every number must be a finite float32. ")
            + "Leave that code out, or replace the number, as numpy.nan_to_num does."]);
    }
}
