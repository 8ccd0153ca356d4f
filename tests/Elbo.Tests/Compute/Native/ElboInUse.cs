using System.Runtime.CompilerServices;
using Elbo.Compute.Native;

namespace Elbo.Tests.Compute.Native;

/// <summary>Lets Elbo watch for libtorch before any test can call TorchSharp. Loads nothing.</summary>
static class ElboInUse
{
    [ModuleInitializer]
    internal static void Start() => RuntimeHelpers.RunModuleConstructor(typeof(Libtorch).Module.ModuleHandle);
}
