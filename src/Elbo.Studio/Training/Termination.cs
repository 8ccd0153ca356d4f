using System.Runtime.InteropServices;

namespace Elbo.Studio.Training;

/// <summary>
/// SIGTERM, which <c>elbo train</c> handles like Ctrl-C (SIGINT). A shell makes background programs ignore SIGINT, and their children
/// inherit that; SIGTERM always arrives.
/// </summary>
internal static partial class Termination
{
    private const int Sigterm = 15;

    /// <summary>Sends it; false if the system has no signals (Windows), or refuses.</summary>
    public static bool Send(int process) => !OperatingSystem.IsWindows() && Kill(process, Sigterm) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);
}
