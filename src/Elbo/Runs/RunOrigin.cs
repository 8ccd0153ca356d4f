namespace Elbo.Runs;

/// <summary>The origin of a run's options, for the record.</summary>
/// <param name="Recipe">The recipe's name, or null.</param>
/// <param name="Command">The words of the command that repeats the run, unquoted, the program's name first; or null.</param>
internal sealed record RunOrigin(string? Recipe, IReadOnlyList<string>? Command);
