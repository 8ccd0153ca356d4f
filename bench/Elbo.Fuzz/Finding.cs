namespace Elbo.Fuzz;

/// <summary>A file on which a reader did not behave as documented.</summary>
/// <param name="Place">The failure and its place; findings at the same place count as one.</param>
/// <param name="Detail">All details.</param>
/// <param name="Input">The file.</param>
public sealed record Finding(string Place, string Detail, byte[] Input);
