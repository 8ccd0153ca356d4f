using System.Globalization;

namespace Elbo.Data.Tables.Plain;

/// <summary>Reads plain files whole, as rows for a model.</summary>
internal static class PlainTableSet
{
    /// <inheritdoc cref="TableFile.ReadRows"/>
    /// <returns>Null if the file is not plain.</returns>
    public static TableSet? TryRead(string path, TableEncoding encoding, DataOptions? options, UnknownCells unknown)
    {
        Column[] columns = [.. encoding.Columns.Select(column => column.Column)];
        var source = new TableSource(path, options ?? new(), [.. columns.Select(column => column.Source).Distinct()]);
        List<PlainRows> blocks = [];
        var count = 0L;
        if (PlainTable.TryRead(source, columns, unknown != UnknownCells.Error, rows => rows, Take) is not { } layout)
            return null;
        var cells = new double[count * columns.Length];
        foreach (var block in blocks)
            block.Cells.CopyTo(cells.AsSpan((int)block.FirstRow * columns.Length));
        return new(new(columns, cells), encoding)
        {
            Ids = PlainNames.Find(layout, [.. blocks.Select(block => block.Texts)]),
            Unknown = [.. blocks.SelectMany(block => block.Unknown)],
            Notes = [.. Notes(columns, blocks.Select(block => block.Words))],
        };

        void Take(PlainRows block, PlainRows _, double share)
        {
            ThrowIfUnknown(path, block, columns, unknown);
            blocks.Add(block);
            count += block.Count;
            if (count * columns.Length > RawTable.MostCells)
                throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{path} has more than {RawTable.MostCells:N0} cells. Give a part of it."));
        }
    }

    /// <summary>Refuses the first cell that its column does not allow, unless such rows are kept or left out.</summary>
    /// <exception cref="DataException">There is one, and it is to be refused.</exception>
    public static void ThrowIfUnknown(string path, PlainRows block, IReadOnlyList<Column> columns, UnknownCells unknown)
    {
        if (unknown == UnknownCells.Error && block.Unknown.Count > 0)
            throw TableFile.Refused(path, block.Unknown[0].Message, columns[block.Unknown[0].Column], isOfRun: true);
    }

    /// <summary>Remarks about the first word of each column that counts as missing.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="words">Those of each block, in order.</param>
    public static IEnumerable<string> Notes(IReadOnlyList<Column> columns, IEnumerable<IReadOnlyDictionary<int, string>> words)
    {
        Dictionary<int, string> first = [];
        foreach (var (place, note) in words.SelectMany(block => block))
            first.TryAdd(place, note);
        return Enumerable.Range(0, columns.Count).Where(first.ContainsKey).Select(place => first[place]);
    }
}
