namespace Elbo.Data.Tables;

/// <summary>A column of the training file, for rows that are written like it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Constant">The value that every row has, of a column that is not learned for that reason; null for others.</param>
/// <param name="Reason">Why it is neither learned nor constant; null if it is.</param>
internal sealed record FileColumn(string Name, string? Constant = null, string? Reason = null);
