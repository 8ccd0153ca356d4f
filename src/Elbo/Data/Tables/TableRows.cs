using Elbo.Compute.Engine;

namespace Elbo.Data.Tables;

/// <summary>Rows of a table as the encoder sees them, and as targets.</summary>
internal sealed class TableRows(Table table, TableEncoding encoding) : IExampleRows
{
    /// <inheritdoc/>
    public int Count => table.Count;

    /// <inheritdoc/>
    public bool HasThreshold => false;

    /// <inheritdoc/>
    public void Expect(int first, int count)
    {
    }

    /// <inheritdoc/>
    public void Input(int example, Span<float> row) => encoding.WriteInput(table.Row(example), row);

    /// <inheritdoc/>
    public void Target(int example, Span<float> row) => encoding.WriteTarget(table.Row(example), row);
}
