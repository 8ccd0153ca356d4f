namespace Elbo.MLNet;

/// <summary>An output of vae.onnx as a column.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Column">Its name in the pipeline; null if it is left out.</param>
/// <param name="IsScalar">Whether it is one number for each row.</param>
internal sealed record VaeOutput(string Name, string? Column, bool IsScalar)
{
    /// <exception cref="ArgumentException">No column is named, or two have one name.</exception>
    public static void Validate(IEnumerable<VaeOutput> outputColumns, string properties)
    {
        string[] names = [.. outputColumns.Select(output => output.Column).OfType<string>()];
        if (names.Length == 0)
            throw new ArgumentException($"No column is named; name at least one of {properties}.", nameof(outputColumns));
        if (names.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("The name of a column is empty; name it, or set it to null to leave the column out.", nameof(outputColumns));
        if (names.Length != names.Distinct().Count())
            throw new ArgumentException($"Two of the columns {string.Join(", ", names)} have the same name; each needs its own.", nameof(outputColumns));
    }
}
