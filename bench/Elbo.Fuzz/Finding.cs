namespace Elbo.Fuzz;

/// <summary>A file that a reader met otherwise than documented.</summary>
/// <param name="Place">What happened, and where: findings of one place are one.</param>
/// <param name="Detail">All that is known.</param>
/// <param name="Input">The file.</param>
public sealed record Finding(string Place, string Detail, byte[] Input);
