namespace Elbo.Data.Tables;

/// <summary>An example is a row of a table.</summary>
internal sealed record TableSchema : Schema
{
    /// <param name="columns">How the columns are encoded.</param>
    internal TableSchema(TableEncoding columns) => Columns = columns;

    /// <inheritdoc/>
    public override string Example => "row";

    /// <summary>One row of D numbers.</summary>
    public override ImageShape Shape => new(1, 1, Columns.Inputs);

    /// <inheritdoc/>
    internal override TableEncoding Columns { get; }
}
