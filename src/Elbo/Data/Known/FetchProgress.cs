namespace Elbo.Data.Known;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Done">Bytes that are here.</param>
/// <param name="Total">Bytes in all; null where the server does not say.</param>
public readonly record struct FetchProgress(string File, long Done, long? Total);
