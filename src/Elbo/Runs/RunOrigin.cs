namespace Elbo.Runs;

/// <summary>Where a run's options came from, for the record.</summary>
/// <param name="Recipe">The recipe's name, or null.</param>
/// <param name="Command">The words of the command that repeats the run, unquoted, the program's name first; or null.</param>
internal sealed record RunOrigin(string? Recipe, IReadOnlyList<string>? Command);
