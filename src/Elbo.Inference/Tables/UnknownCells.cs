namespace Elbo.Inference;

/// <summary>How to treat a cell that its column does not allow, such as a category that the model does not know.</summary>
public enum UnknownCells
{
    /// <summary>The row is scored as an anomaly, infinitely: the model gives such a cell probability 0. Elsewhere the cell counts as missing.</summary>
    Anomaly,

    /// <summary>The rows are refused.</summary>
    Error,
}
