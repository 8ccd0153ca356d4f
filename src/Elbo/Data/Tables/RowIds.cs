namespace Elbo.Data.Tables;

/// <summary>What a file calls its rows.</summary>
/// <param name="Column">The column that does: one that is not learned from, with another value in every row.</param>
/// <param name="Values">The name of each row, shape [N].</param>
internal sealed record RowIds(string Column, IReadOnlyList<string> Values)
{
    /// <summary>The first such column; null where there is none.</summary>
    internal static RowIds? Find(RawTable raw, IReadOnlyList<Column> learned)
    {
        foreach (var (place, name) in raw.Names.Index())
            if (learned.All(column => column.Name != name) && raw.Rows.Select(cells => cells[place]).Where(cell => cell.Length > 0).Distinct(StringComparer.Ordinal).Count() == raw.Rows.Count)
                return new(name, [.. raw.Rows.Select(cells => cells[place])]);
        return null;
    }
}
