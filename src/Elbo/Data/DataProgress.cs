namespace Elbo.Data;

/// <summary>How far a data set is read.</summary>
/// <param name="Done">Files read.</param>
/// <param name="Total">Files in all.</param>
internal readonly record struct DataProgress(int Done, int Total);
