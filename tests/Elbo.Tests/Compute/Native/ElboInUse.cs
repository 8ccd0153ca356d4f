using System.Runtime.CompilerServices;
using Elbo.Compute.Native;

namespace Elbo.Tests.Compute.Native;

/// <summary>A test may call TorchSharp before anything of Elbo: puts Elbo on watch first. Loads nothing.</summary>
static class ElboInUse
{
    [ModuleInitializer]
    internal static void Start() => RuntimeHelpers.RunModuleConstructor(typeof(Libtorch).Module.ModuleHandle);
}
