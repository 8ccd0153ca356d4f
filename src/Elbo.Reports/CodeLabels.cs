using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Exchange;

namespace Elbo.Reports;

/// <param name="Column">The column's name.</param>
/// <param name="Names">The different names.</param>
/// <param name="Labels">The index of each row's name among them, shape [N].</param>
/// <param name="Reason">Why this column was chosen, as a clause.</param>
internal sealed record CodeLabels(string Column, IReadOnlyList<string> Names, byte[] Labels, string Reason)
{
    /// <summary>More colours could not be distinguished.</summary>
    private const int MostNames = 22;

    /// <summary>A requested column, whether or not the model was trained on it.</summary>
    /// <exception cref="OptionsException">There is no such column, or it has too many different values.</exception>
    public static CodeLabels Of(Dataset<TableSet> data, string column)
    {
        var columns = TableFile.Inspect(data.Name, options: data.Options).Columns;
        if (columns.All(found => found.Column.Name != column))
            throw new OptionsException([
                $"the label was {column}, but {data.Name} has no such column; "
                + $"it has {string.Join(", ", columns.Select(found => found.Column.Name))}. Use one of them."]);
        var table = TableFile.Read(data.Name, new Dictionary<string, ColumnKind> { [column] = ColumnKind.Categorical }, data.Options);
        var place = table.Columns.Index().First(found => found.Item.Name == column).Index;
        if (table.Columns[place].Categories.Count > MostNames)
            throw new OptionsException([
                $"the label was {column}, which has {table.Columns[place].Categories.Count} different values in {data.Name}; "
                + $"at most {MostNames} can be distinguished by colour. Use another column."]);
        return Of(table.Columns[place], [.. data.Test.Numbers.Select(row => table[row - 1, place])], "as requested");
    }

    /// <summary>The trained column of names that the two axes separate best: the share of their variance between the names,
    /// less the share between the same number of random groups (ε², Kelley 1935); null if there is no such column.</summary>
    public static CodeLabels? Best(TableSet rows, IReadOnlyList<(float X, float Y)> points)
    {
        var best = rows.Table.Columns.Index()
            .Where(column => column.Item.Kind.HasNames() && column.Item.Categories.Count is > 1 and <= MostNames)
            .Select(column => (column.Item, column.Index, Share: Separation(rows.Table.Values(column.Index), [.. points])))
            .Where(column => !double.IsNaN(column.Share))
            .OrderByDescending(column => column.Share).FirstOrDefault();
        return best.Item is null ? null : Of(best.Item, rows.Table.Values(best.Index), "the column of names that the two axes separate best");
    }

    /// <summary>ε² over both dimensions together.</summary>
    internal static double Separation(double[] names, (float X, float Y)[] points)
    {
        var there = names.Zip(points).Where(pair => !double.IsNaN(pair.First)).ToList();
        var groups = there.GroupBy(pair => pair.First, pair => pair.Second).Select(group => group.ToList()).ToList();
        if (groups.Count < 2 || there.Count <= groups.Count)
            return double.NaN;
        var all = Squares([.. there.Select(pair => pair.Second)]);
        var within = groups.Sum(Squares);
        return all > 0 ? 1 - within / (there.Count - groups.Count) / (all / (there.Count - 1)) : double.NaN;
    }

    private static double Squares(List<(float X, float Y)> points)
    {
        var (x, y) = (points.Average(point => (double)point.X), points.Average(point => (double)point.Y));
        return points.Sum(point => (point.X - x) * (point.X - x) + (point.Y - y) * (point.Y - y));
    }

    private static CodeLabels Of(Column column, double[] values, string reason)
    {
        var hasMissing = values.Any(double.IsNaN);
        return new(column.Name, [.. column.Categories, .. hasMissing ? ["missing"] : Array.Empty<string>()],
            [.. values.Select(value => double.IsNaN(value) ? (byte)column.Categories.Count : (byte)value)], reason);
    }
}
