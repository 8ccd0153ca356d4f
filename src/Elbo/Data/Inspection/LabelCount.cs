namespace Elbo.Data.Inspection;

/// <summary>How many images carry a label.</summary>
/// <param name="Label">The label, 0…255.</param>
/// <param name="Count">Images that carry it, at least 1.</param>
internal sealed record LabelCount(int Label, int Count);
