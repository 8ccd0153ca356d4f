using System.Runtime.InteropServices;

namespace Elbo.Compute.Native;

/// <summary>Where Elbo keeps a user's files: a cache that may be deleted at any time, and data that may not.</summary>
internal sealed record UserFolders
{
    /// <summary>
    /// Files that can be recreated. <c>ELBO_CACHE</c>; else <c>XDG_CACHE_HOME/elbo</c> or <c>~/.cache/elbo</c>; on macOS
    /// <c>~/Library/Caches/elbo</c>; on Windows <c>%LOCALAPPDATA%\elbo\cache</c>.
    /// </summary>
    public required string Cache { get; init; }

    /// <summary>
    /// Downloaded data sets. <c>ELBO_DATA</c>; else <c>XDG_DATA_HOME/elbo</c> or <c>~/.local/share/elbo</c>; on macOS
    /// <c>~/Library/Application Support/elbo</c>; on Windows <c>%LOCALAPPDATA%\elbo\data</c>.
    /// </summary>
    public required string Data { get; init; }

    /// <summary>Whether the cache is only a folder in the shared temporary folder, because the user has no home folder.</summary>
    public required bool IsTemporary { get; init; }

    /// <summary>The system's temporary folder.</summary>
    public required string Temporary { get; init; }

    /// <summary>The folders of this process's user, by its environment. They may not exist yet.</summary>
    public static UserFolders Current => For(
        Environment.GetEnvironmentVariable,
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Path.GetTempPath());

    /// <summary>
    /// The folders of a user. Variables that are empty count as not set; those of XDG that are not absolute are ignored, as XDG says.
    /// </summary>
    /// <param name="variable">The environment variable of a name, or null.</param>
    /// <param name="system">The operating system whose conventions to follow.</param>
    /// <param name="home">The user's home folder; empty if there is none.</param>
    /// <param name="temporary">The system's temporary folder.</param>
    public static UserFolders For(Func<string, string?> variable, OSPlatform system, string home, string temporary)
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(temporary);
        var (cache, data) = system switch
        {
            _ when system == OSPlatform.Windows => (
                Below(Absolute("LOCALAPPDATA"), "elbo", "cache") ?? Below(home, "AppData", "Local", "elbo", "cache"),
                Below(Absolute("LOCALAPPDATA"), "elbo", "data") ?? Below(home, "AppData", "Local", "elbo", "data")),
            _ when system == OSPlatform.OSX => (
                Below(home, "Library", "Caches", "elbo"),
                Below(home, "Library", "Application Support", "elbo")),
            _ => (
                Below(Absolute("XDG_CACHE_HOME"), "elbo") ?? Below(home, ".cache", "elbo"),
                Below(Absolute("XDG_DATA_HOME"), "elbo") ?? Below(home, ".local", "share", "elbo")),
        };
        cache = Full("ELBO_CACHE") ?? cache;
        return new()
        {
            Cache = cache ?? Path.Combine(temporary, "elbo", "cache"),
            Data = Full("ELBO_DATA") ?? data ?? Path.Combine(temporary, "elbo", "data"),
            IsTemporary = cache is null,
            Temporary = temporary,
        };

        string? Full(string name) => variable(name) is { Length: > 0 } value ? Path.GetFullPath(value) : null;
        string? Absolute(string name) => variable(name) is { Length: > 0 } value && Path.IsPathFullyQualified(value) ? value : null;
        string? Below(string? folder, params string[] names) => string.IsNullOrEmpty(folder) ? null : Path.Combine([folder, .. names]);
    }
}
