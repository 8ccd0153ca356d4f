namespace Elbo.Data.Tables;

/// <summary>How the rows of a table go into a model: kept with the run, so that any later table is treated like the training rows.</summary>
/// <param name="Columns">The columns, in the order of the training file.</param>
public sealed record TableEncoding(IReadOnlyList<ColumnEncoding> Columns)
{
    /// <summary>Numbers that the encoder sees of a row, D.</summary>
    internal int Inputs => Columns.Sum(column => column.Inputs);

    /// <summary>Measures the training rows.</summary>
    public static TableEncoding Of(Table train) => new([.. train.Columns.Select((column, i) => ColumnEncoding.Of(column, train.Values(i)))]);

    /// <summary>Equal when all columns are.</summary>
    public bool Equals(TableEncoding? other) => other is not null && Columns.SequenceEqual(other.Columns);

    /// <inheritdoc/>
    public override int GetHashCode() => Columns.Count;

    /// <param name="row">Shape [C].</param>
    /// <param name="into">Shape [D].</param>
    internal void WriteInput(ReadOnlySpan<double> row, Span<float> into)
    {
        for (var (i, at) = (0, 0); i < Columns.Count; at += Columns[i++].Inputs)
            Columns[i].Write(row[i], into[at..]);
    }

    /// <param name="row">Shape [C].</param>
    /// <param name="into">Shape [C].</param>
    internal void WriteTarget(ReadOnlySpan<double> row, Span<float> into)
    {
        for (var i = 0; i < Columns.Count; i++)
            into[i] = double.IsNaN(row[i]) ? float.NaN : Columns[i].Target(row[i]);
    }
}
