namespace Elbo.Runs;

/// <summary>Where a run's options came from, for the record.</summary>
/// <param name="Recipe">The recipe's name, or null.</param>
/// <param name="Command">The command line that repeats the run, or null.</param>
public sealed record RunOrigin(string? Recipe, string? Command);
