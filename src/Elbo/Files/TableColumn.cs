namespace Elbo.Files;

/// <summary>A named column of a table that is written to a file.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Values">One value per row: <c>string[]</c>, <c>int[]</c>, <c>float[]</c>, <c>double[]</c> or <c>bool[]</c>.</param>
internal sealed record TableColumn(string Name, Array Values);
