namespace Elbo.Data.Known;

/// <summary>A folder in which a known data set was looked for.</summary>
/// <param name="Path">The folder's full path; it need not exist.</param>
/// <param name="Missing">The files that it lacks; empty where the data set is complete there.</param>
internal sealed record SearchedFolder(string Path, IReadOnlyList<string> Missing);
