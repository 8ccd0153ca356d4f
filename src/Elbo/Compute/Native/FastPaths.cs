using System.Runtime.InteropServices;

namespace Elbo.Compute.Native;

/// <summary>Elbo's own passes over memory for the commonest kinds, in place of tensor operations of libtorch. They round differently in the last
/// digits, so <c>ELBO_FAST_PATHS=0</c> turns them off to compare one of Elbo's kinds with one of another assembly, digit for digit.</summary>
internal static class FastPaths
{
    public const string Variable = "ELBO_FAST_PATHS";

    /// <summary>True unless the variable was 0 when this was first asked.</summary>
    public static bool AreOn { get; } = Environment.GetEnvironmentVariable(Variable) != "0";
}

/// <summary>NNPACK, which libtorch uses for convolutions that oneDNN does not handle (small ones of a single example). On processors that NNPACK does
/// not recognize, including virtual machines, it writes a warning to standard error at every convolution.</summary>
internal static unsafe class Nnpack
{
    /// <summary>True if it could be turned off; libtorch then does these convolutions itself.</summary>
    public static bool IsOff { get; } = TurnOff();

    private static bool TurnOff()
    {
        // at::globalContext() and at::Context::setUserEnabledNNPACK(bool), which libtorch exports but TorchSharp does not reach.
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libtorch_cpu.so", out var library)
            || !NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out var context)
            || !NativeLibrary.TryGetExport(library, "_ZN2at7Context20setUserEnabledNNPACKEb", out var enable))
            return false;
        ((delegate* unmanaged<nint, byte, void>)enable)(((delegate* unmanaged<nint>)context)(), 0);
        return true;
    }
}
