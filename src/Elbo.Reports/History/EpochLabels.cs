using System.Globalization;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files.NumPy;
using Elbo.Runs;
using Elbo.Runs.Sessions;

namespace Elbo.Reports.History;

/// <summary>The groups that colour the time machine: an image's label, or the column of names that best separates a table's codes.</summary>
/// <param name="Name">The column; <c>label</c> for images.</param>
/// <param name="Names">Of the groups that occur.</param>
/// <param name="Of">The group of each example, by its place among the names.</param>
internal sealed record EpochLabels(string Name, IReadOnlyList<string> Names, IReadOnlyList<int> Of)
{
    /// <summary>Beside the codes: shape [N] for images, [columns, N] for a table, whose columns are those of <see cref="ColumnsOf"/>.</summary>
    private const string File = "labels.npy";

    /// <summary>More colours could not be distinguished.</summary>
    private const int MostNames = 10;

    /// <summary>The columns of a table that can be told by colour, by their places: those of 2 to 10 names.</summary>
    public static IReadOnlyList<int> ColumnsOf(TableEncoding table) =>
        [.. table.Columns.Index().Where(column => IsColourable(column.Item)).Select(column => column.Index)];

    /// <summary>Keeps what the examples may be coloured by; nothing if there is nothing.</summary>
    /// <exception cref="RunException">The folder cannot be written.</exception>
    public static void Keep(EpochPictures files, ExampleSet examples)
    {
        var array = examples switch
        {
            ImageSet { HasLabels: true } images => NpyArray.Of(images.Labels, images.Count),
            TableSet rows when ColumnsOf(rows.Encoding) is { Count: > 0 } columns => NpyArray.Of<byte>(
                [.. columns.SelectMany(column => rows.Table.Values(column).Select(value => Cell(rows.Encoding.Columns[column], value)))],
                columns.Count, rows.Count),
            _ => null,
        };
        if (array is not null)
            RunFolder.Guard(files.Root, () =>
            {
                Directory.CreateDirectory(files.Root);
                NpyFile.Write(Path.Combine(files.Root, File), array);
            });
    }

    /// <summary>Reads them.</summary>
    /// <param name="files">The codes of the epochs.</param>
    /// <param name="table">How the columns of a table are encoded; null for images.</param>
    /// <param name="points">The places of the codes on the map, which the column of a table is chosen by.</param>
    /// <returns>Null if none were kept, or they cannot be read.</returns>
    public static EpochLabels? Read(EpochPictures files, TableEncoding? table, (float X, float Y)[] points)
    {
        if (EpochMap.Array(Path.Combine(files.Root, File)) is not { } array || array.Type != NpyTypes.Of<byte>())
            return null;
        var values = array.Values<byte>().ToArray();
        if (table is null)
            return array.Shape.Count == 1 && values.Length >= points.Length ? Numbered(values[..points.Length]) : null;
        var columns = ColumnsOf(table);
        if (columns.Count == 0 || array.Shape.Count != 2 || array.Shape[0] != columns.Count || array.Shape[1] < points.Length)
            return null;
        var count = (int)array.Shape[1];
        var (column, cells) = columns.Select((column, i) => (table.Columns[column], Cells: values.AsSpan(i * count, points.Length).ToArray()))
            .MaxBy(each => Separation(each.Cells, points));
        return Occurring(column.Name, cells, cell => cell < column.Categories.Count ? column.Categories[cell] : "missing");
    }

    /// <summary>Less than any other where all rows have the same name.</summary>
    private static double Separation(byte[] cells, (float X, float Y)[] points) =>
        CodeLabels.Separation([.. cells.Select(cell => (double)cell)], points) is var share && double.IsNaN(share) ? double.MinValue : share;

    private static EpochLabels Numbered(byte[] labels) =>
        Occurring(ConditionSchema.Label, labels, label => label.ToString(CultureInfo.InvariantCulture));

    private static EpochLabels Occurring(string name, byte[] values, Func<byte, string> word)
    {
        byte[] kinds = [.. values.Distinct().Order()];
        return new(name, [.. kinds.Select(word)], [.. values.Select(value => System.Array.IndexOf(kinds, value))]);
    }

    private static bool IsColourable(ColumnEncoding column) => column.Kind.HasNames() && column.Categories.Count is > 1 and <= MostNames;

    private static byte Cell(ColumnEncoding column, double value) => double.IsNaN(value) ? (byte)column.Categories.Count : (byte)value;
}
