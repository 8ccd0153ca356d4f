using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Elbo.Compute.Native.Loading;

/// <summary>Runs once, when the first member of Elbo is used: registers <see cref="LibtorchLoader"/> and loads nothing.</summary>
static class LibtorchStartup
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "TorchSharp loads libtorch from a static constructor: the handler must be in place before any code of a program calls it.")]
    internal static void Register()
    {
        // Only Linux has several libstdc++ versions in use; elsewhere there is nothing to correct.
        if (!OperatingSystem.IsLinux())
            return;
        LibtorchLoader.Watch(AssemblyLoadContext.Default);
        if (AssemblyLoadContext.GetLoadContext(typeof(LibtorchStartup).Assembly) is { } own)
            LibtorchLoader.Watch(own);
    }
}
