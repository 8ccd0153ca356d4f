using System.Globalization;
using Elbo.Analysis.Synthesis;
using Elbo.Data.Tables;
using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>Synthetic rows to draw from a model. The same order draws the same rows.</summary>
/// <param name="Count">How many, before the filter.</param>
/// <param name="Seed">The seed; row i depends only on it and on i.</param>
/// <param name="Given">The condition, such as <c>income=high</c>; null for any.</param>
/// <param name="Filter">Words that a row must hold, each in one of its cells or as <c>COLUMN=VALUE</c>; empty keeps every row.</param>
public sealed record RowOrder(int Count, ulong Seed, string? Given, string Filter)
{
    /// <summary>The most rows.</summary>
    public const int Most = 10_000;

    /// <summary>The order of a page that was just opened.</summary>
    public static RowOrder First(TrainedVae model) =>
        new(200, 0, model.Condition is null or { HasAny: true } ? null : model.Condition.Describe(model.Condition.Usual), "");

    /// <summary>For an address.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"count={Count}&seed={Seed}")
        + (Given is null ? "" : $"&given={Uri.EscapeDataString(Given)}") + (Filter.Length == 0 ? "" : $"&filter={Uri.EscapeDataString(Filter)}");

    /// <summary>Checks an order that came with an address.</summary>
    /// <exception cref="StudioException">It is out of range.</exception>
    public void Check()
    {
        if (Count is < 1 or > Most)
            throw new StudioException($"count was {Count}; it must be from 1 to {Most:N0}.");
    }

    /// <summary>The rows that pass the filter.</summary>
    /// <exception cref="ElboException">The condition is unknown, or one is needed.</exception>
    internal Table Draw(LoadedTable model)
    {
        var rows = new RowSynthesis(Given is null ? model.Model : model.Model.Given(Given), complete: true).Rows(0, Count, Seed, CancellationToken.None);
        return Filter.Trim().Length == 0 ? rows : rows.Select([.. Enumerable.Range(0, rows.Count).Where(row => Passes(model, rows, row))]);
    }

    private bool Passes(LoadedTable model, Table rows, int row)
    {
        var columns = model.Encoding.Columns;
        string[] cells = [.. columns.Select((column, i) => LoadedTable.Cell(column, rows[row, i]))];
        return Filter.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            Enumerable.Range(0, cells.Length).Any(i => word.StartsWith(columns[i].Name + "=", StringComparison.OrdinalIgnoreCase)
                ? cells[i].Trim().Equals(word[(columns[i].Name.Length + 1)..], StringComparison.OrdinalIgnoreCase)
                : cells[i].Contains(word, StringComparison.OrdinalIgnoreCase)));
    }
}
