namespace Elbo.Data.Tables;

/// <summary>How to treat rows with a cell that its column does not allow, such as a category that the model does not know.</summary>
internal enum UnknownCells
{
    /// <summary>The file is refused.</summary>
    Error,

    /// <summary>The row is left out.</summary>
    Skip,

    /// <summary>The row is kept, the cell is missing, and the row's score is infinite: the model gives that cell probability 0.</summary>
    Anomaly,
}

/// <summary>A cell that its column does not allow.</summary>
/// <param name="Row">Number of its row in the file, from 1, the header not counted.</param>
/// <param name="Column">The column, among those of the model.</param>
/// <param name="Text">The cell.</param>
/// <param name="Message">Where it is and what is allowed.</param>
internal sealed record UnknownCell(int Row, int Column, string Text, string Message);
