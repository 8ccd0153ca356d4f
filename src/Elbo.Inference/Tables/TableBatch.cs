using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference;

/// <summary>Some rows, column by column.</summary>
internal sealed class TableBatch
{
    private readonly double[]?[] numbers;
    private readonly string[]?[] texts;

    /// <param name="columns">The model's columns.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="first">The first of the batch.</param>
    /// <param name="count">How many rows it has.</param>
    /// <param name="unknown">Whether cells that their column does not allow are refused.</param>
    /// <exception cref="ArgumentException">A row lacks a column, or has a cell that its column does not allow and that is refused.</exception>
    public TableBatch(
        IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, int first, int count, UnknownCells unknown)
    {
        (Columns, Count, numbers, texts, Unknown) = (columns, count, new double[columns.Count][], new string[columns.Count][], new string?[count]);
        foreach (var (place, column) in columns.Index())
        {
            numbers[place] = column.HasNames ? null : new double[count];
            texts[place] = column.HasNames ? new string[count] : null;
            for (var i = 0; i < count; i++)
            {
                if (!TableDates.TryGet(rows[first + i], column, out var cell))
                    throw new ArgumentException(
                        $"Row {first + i + 1} has no '{column.Name}'; the model's columns are {string.Join(", ", columns.Select(one => one.Name))}. "
                        + "Give each, null where the value is missing.", nameof(rows));
                if (Take(column, place, i, cell) is not { } fault)
                    continue;
                if (unknown == UnknownCells.Error)
                    throw new ArgumentException(
                        $"Row {first + i + 1}, column '{column.Name}' holds '{cell}'; {fault}. Give such a cell, or null.", nameof(rows));
                Unknown[i] ??= column.Name;
            }
        }
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    public int Count { get; }

    /// <summary>The first column of each row that does not allow its cell; null if all do.</summary>
    public string?[] Unknown { get; }

    /// <summary>The condition of some rows.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="rows">All rows, or one for all.</param>
    /// <param name="first">The first of the batch.</param>
    /// <param name="count">How many rows it has.</param>
    /// <exception cref="ArgumentException">A row lacks a column, or has a cell that its column does not allow, or none where one is needed.</exception>
    public static TableBatch OfCondition(
        IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows, int first, int count)
    {
        var batch = rows is [var all] ? new(columns, [.. Enumerable.Repeat(all, count)], 0, count, UnknownCells.Error)
            : new TableBatch(columns, rows, first, count, UnknownCells.Error);
        foreach (var (place, column) in columns.Index())
            if (!column.HasAny && batch.FirstMissing(place) is { } row)
                throw new ArgumentException($"Row {first + row + 1} has no value of '{column.Name}', which is a condition, and the model has not learned what "
                    + $"any {column.Name} means. Give one, or train with --condition-dropout 0.1.", nameof(rows));
        return batch;
    }

    private int? FirstMissing(int place)
    {
        for (var i = 0; i < Count; i++)
            if (numbers[place] is { } values ? double.IsNaN(values[i]) : texts[place]![i].Length == 0)
                return i;
        return null;
    }

    /// <summary>The cells of a column, [N, 1], to be disposed by the caller.</summary>
    public OrtValue Of(int column)
    {
        if (numbers[column] is { } values)
            return OrtValue.CreateTensorValueFromMemory(values, [Count, 1]);
        var tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, [Count, 1]);
        for (var i = 0; i < Count; i++)
            tensor.StringTensorSetElementAt(texts[column]![i].AsSpan(), i);
        return tensor;
    }

    private string? Take(TableColumn column, int place, int row, object? cell)
    {
        if (texts[place] is { } names)
        {
            names[row] = TableCell.Text(column, cell);
            return TableCell.Fault(column, names[row]);
        }
        var number = TableCell.Number(column, cell);
        var fault = TableCell.Fault(column, number);
        // Infinite numbers are unknown to the graphs, and stay so where others are filled in.
        numbers[place]![row] = fault is null ? number : double.PositiveInfinity;
        return fault;
    }
}
