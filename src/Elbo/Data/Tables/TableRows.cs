using Elbo.Compute.Engine;

namespace Elbo.Data.Tables;

/// <summary>Rows of a table as the encoder sees them, and as targets.</summary>
internal sealed class TableRows : ISparseRows
{
    private readonly Table table;
    private readonly TableEncoding encoding;
    private readonly int[] starts;

    /// <param name="table">The rows.</param>
    /// <param name="encoding">How they go into the model.</param>
    public TableRows(Table table, TableEncoding encoding)
    {
        (this.table, this.encoding, starts) = (table, encoding, new int[encoding.Columns.Count]);
        for (var i = 1; i < starts.Length; i++)
            starts[i] = starts[i - 1] + encoding.Columns[i - 1].Inputs;
    }

    /// <inheritdoc/>
    public int Count => table.Count;

    /// <inheritdoc/>
    public bool HasThreshold => false;

    /// <inheritdoc/>
    public int MostEntries => starts.Length;

    /// <inheritdoc/>
    public void Expect(int first, int count)
    {
    }

    /// <inheritdoc/>
    public void Input(int example, Span<float> row) => encoding.WriteInput(table.Row(example), row);

    /// <inheritdoc/>
    public int Entries(int example, Span<int> places, Span<float> values)
    {
        var row = table.Row(example);
        var count = 0;
        for (var i = 0; i < starts.Length; i++)
            if (encoding.Columns[i].Entry(row[i], out values[count]) is >= 0 and var place)
                places[count++] = starts[i] + place;
        return count;
    }

    /// <inheritdoc/>
    public void Target(int example, Span<float> row) => encoding.WriteTarget(table.Row(example), row);
}
