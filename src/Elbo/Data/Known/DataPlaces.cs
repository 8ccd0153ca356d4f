using Elbo.Compute.Native;
using Elbo.Data.Storage;

namespace Elbo.Data.Known;

/// <summary>The folders of this machine in which known data sets are looked for. Passed in, so that a test or a server can choose others.</summary>
/// <param name="Chosen">The folder that the environment variable <c>ELBO_DATA</c> names, or null.</param>
/// <param name="Program">The program's own folder, whose <c>data</c> folder holds what it was shipped with, or null.</param>
/// <param name="User">The user's folder for application data, in which <c>elbo</c> is Elbo's, or null.</param>
/// <param name="System">Where the system's packages put data sets (Debian's <c>dataset-fashion-mnist</c>), or null.</param>
internal sealed record DataPlaces(string? Chosen, string? Program, string? User, string? System)
{
    /// <summary>The folder in which decoded images are kept; null for that of the user, which <c>ELBO_CACHE</c> moves.</summary>
    public string? Cache { get; init; }

    /// <summary>How large pixels may be in memory; null for what this process may use.</summary>
    internal PixelLimits? Limits { get; init; }

    /// <summary>The environment variable that names a folder of data sets.</summary>
    public const string Variable = "ELBO_DATA";

    /// <summary>The places of this process: <c>ELBO_DATA</c>; the program's folder; <c>XDG_DATA_HOME</c> or <c>~/.local/share</c> on Linux,
    /// <c>~/Library/Application Support</c> on macOS, <c>LocalAppData</c> on Windows; <c>/usr/share/datasets</c> on Linux.</summary>
    public static DataPlaces OfThisProcess() => new(
        NullIfEmpty(Environment.GetEnvironmentVariable(Variable)),
        AppContext.BaseDirectory,
        NullIfEmpty(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)),
        OperatingSystem.IsLinux() ? "/usr/share/datasets" : null);

    /// <summary>The folders that may hold the data set of that name, in search order.</summary>
    public IReadOnlyList<string> FoldersOf(string dataset)
    {
        var folders = new List<string>();
        if (Chosen is not null)
            folders.Add(Path.GetFullPath(Path.Combine(Chosen, dataset)));
        if (Program is not null)
            folders.Add(Path.GetFullPath(Path.Combine(Program, "data", dataset)));
        if (User is not null)
            folders.Add(Path.GetFullPath(Path.Combine(User, "elbo", dataset)));
        if (System is not null)
            folders.Add(Path.GetFullPath(Path.Combine(System, dataset)));
        return folders;
    }

    /// <summary>The folder that a data set is downloaded to: the chosen one, else the user's; <see cref="FoldersOf"/> has it too.</summary>
    internal string HomeOf(string dataset) => Path.GetFullPath(
        Chosen is not null ? Path.Combine(Chosen, dataset)
        : User is not null ? Path.Combine(User, "elbo", dataset)
        : Path.Combine(UserFolders.Current.Data, dataset));

    /// <summary>The decoded images of this user.</summary>
    internal PixelStore Pixels(IProgress<DataProgress>? progress = null, CancellationToken cancellation = default)
    {
        var limits = Limits ?? PixelLimits.OfThisProcess();
        return new(new(CacheOf("images"), limits), limits, progress, cancellation);
    }

    internal string CacheOf(string what) => Path.Combine(Cache ?? UserFolders.Current.Cache, what);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
