using Elbo.Files;
using Elbo.Files.NumPy;

namespace Elbo.Cli;

/// <summary>Numbers of examples as a file: one array, several arrays, or a table with their identities, as its ending says.</summary>
internal static class ColumnsFile
{
    /// <summary>What the file may end in.</summary>
    public static readonly string[] Endings = [".csv", ".parquet", ".npz", ".npy"];

    /// <param name="stream">Where to.</param>
    /// <param name="path">Its ending says what is written.</param>
    /// <param name="array">All that an .npy file holds.</param>
    /// <param name="columns">What a .csv or .parquet file holds.</param>
    /// <param name="arrays">What an .npz file holds; null for an array of each column.</param>
    public static void Write(
        Stream stream, string path, Func<NpyArray> array, Func<IEnumerable<TableColumn>> columns, Func<IEnumerable<KeyValuePair<string, NpyArray>>>? arrays = null)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".npy":
                NpyFile.Write(stream, array());
                break;
            case ".npz":
                NpzFile.Write(stream, arrays?.Invoke() ?? columns().Select(column => KeyValuePair.Create(column.Name, Array(column))));
                break;
            case ".parquet":
                ParquetFile.Write(stream, [.. columns()]);
                break;
            default:
                CsvWriter.Write(stream, [.. columns()]);
                break;
        }
    }

    /// <summary>A column as an array, shape [N].</summary>
    public static NpyArray Array(TableColumn column) => column.Values switch
    {
        string[] texts => NpyArray.OfTexts(texts),
        int[] numbers => NpyArray.Of<int>(numbers, numbers.Length),
        float[] numbers => NpyArray.Of<float>(numbers, numbers.Length),
        double[] numbers => NpyArray.Of<double>(numbers, numbers.Length),
        var flags => NpyArray.Of<bool>((bool[])flags, flags.Length),
    };
}
