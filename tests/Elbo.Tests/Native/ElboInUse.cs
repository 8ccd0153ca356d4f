using System.Runtime.CompilerServices;
using Elbo.Native;

namespace Elbo.Tests.Native;

/// <summary>A test may call TorchSharp before anything of Elbo: puts Elbo on watch first. Loads nothing.</summary>
static class ElboInUse
{
    [ModuleInitializer]
    internal static void Start() => RuntimeHelpers.RunModuleConstructor(typeof(Libtorch).Module.ModuleHandle);
}
