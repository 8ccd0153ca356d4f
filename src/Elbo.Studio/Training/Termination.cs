using System.Runtime.InteropServices;

namespace Elbo.Studio.Training;

/// <summary>
/// SIGTERM, which <c>elbo train</c> takes as it takes Ctrl-C (SIGINT). A shell makes programs in its background ignore SIGINT, and what they
/// start inherits that; SIGTERM always arrives.
/// </summary>
internal static partial class Termination
{
    private const int Sigterm = 15;

    /// <summary>Sends it; false where the system has none (Windows), or refuses.</summary>
    public static bool Send(int process) => !OperatingSystem.IsWindows() && Kill(process, Sigterm) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
