using System.Runtime.InteropServices;
using Elbo.Compute.Native.Loading;
using TorchSharp;

namespace Elbo.Compute.Native;

/// <summary>The native engine under TorchSharp. Nothing has to be called: Elbo prepares libtorch when TorchSharp first asks for it.
/// <see cref="Load"/> does it early, so that a failure occurs at a chosen place with a clear message.</summary>
internal static class Libtorch
{
    static volatile bool ready;

    /// <summary>Loads libtorch, or does nothing when it is loaded. Safe on any thread, any number of times. On systems with the libstdc++ of GCC 12
    /// (Debian 12, Ubuntu 22.04) it uses a corrected copy of TorchSharp's native file, kept in the user's cache folder
    /// (<see cref="UserFolders"/>).</summary>
    /// <exception cref="LibtorchException">libtorch cannot be loaded; the message is one paragraph with the remedy.</exception>
    public static void Load()
    {
        if (ready)
            return;
        // These two names, in this order, are what TorchSharp asks for. No lock is held here: the static constructor of
        // torch may be running on another thread and be waiting in LibtorchLoader for the file.
        var torchSharp = typeof(torch).Assembly;
        LibtorchLoader.Watch(torchSharp);
        LibtorchLoader.ThrowIfUnsupported();
        TryLoad("torch_cpu");
        if (!TryLoad(LibtorchLoader.Name))
            throw LibtorchLoader.Explain();
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            throw new LibtorchException(LoadFailure.AfterEarlierAttempt, error);
        }
        Allocator.Settle();
        ready = true;

        bool TryLoad(string name)
        {
            try
            {
                return NativeLibrary.TryLoad(name, torchSharp, null, out _);
            }
            catch (LibtorchException)
            {
                // Thrown within the runtime's own loading; Explain gives it again.
                return false;
            }
        }
    }
}

/// <summary>libtorch, the native engine under TorchSharp, cannot be loaded here. The message says what is missing and what to install.</summary>
internal sealed class LibtorchException(string message, Exception? inner = null) : ElboException(message, inner);
