using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Runtime.Versioning;

namespace Elbo.Compute.Native.Loading;

/// <summary>
/// Answers the runtime when TorchSharp's native file did not load the plain way.
/// <para>
/// The plain load decides whether a correction is needed: the event comes only after the system's own loader has refused the
/// file, so a system that needs nothing pays nothing, and no table of distributions or versions can go stale.
/// </para>
/// </summary>
static class LibtorchLoader
{
    /// <summary>The name under which TorchSharp imports its native file.</summary>
    public const string Name = "LibTorchSharp";

    // What libLibTorchSharp.so needs from libtorch. Once loaded they answer to their names, wherever the copy lies.
    static readonly string[] Needed = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    static readonly Lock Gate = new();
    static readonly HashSet<AssemblyLoadContext> Watched = [];
    static LibtorchException? failure;
    static nint handle;

    /// <summary>The corrected library in use; null when the plain one serves or none is loaded.</summary>
    public static CorrectedLibrary? Corrected { get; private set; }

    /// <summary>Watches the context that <paramref name="assembly"/> lives in.</summary>
    public static void Watch(Assembly assembly)
    {
        if (OperatingSystem.IsLinux() && AssemblyLoadContext.GetLoadContext(assembly) is { } context)
            Watch(context);
    }

    /// <summary>Answers when <paramref name="context"/> finds no library named <see cref="Name"/>.</summary>
    [SupportedOSPlatform("linux")]
    public static void Watch(AssemblyLoadContext context)
    {
        lock (Gate)
        {
            if (Watched.Add(context))
                context.ResolvingUnmanagedDll += Resolve;
        }
    }

    /// <exception cref="LibtorchException">No libtorch exists for this system.</exception>
    public static void ThrowIfUnsupported()
    {
        if (LoadFailure.Unsupported(RuntimeInformation.RuntimeIdentifier) is { } words)
            throw new LibtorchException(words);
    }

    /// <summary>Why the load that just failed did.</summary>
    public static LibtorchException Explain()
    {
        lock (Gate)
            return failure ?? new LibtorchException(LoadFailure.Explain(NativeFiles.OfThisProgram(), null, LoadedFiles.VersionsOf));
    }

    [SupportedOSPlatform("linux")]
    static nint Resolve(Assembly assembly, string name)
    {
        if (name != Name || assembly.GetName().Name != "TorchSharp")
            return 0;
        lock (Gate)
        {
            try
            {
                return handle is 0 ? handle = LoadFrom(NativeFiles.OfThisProgram(), UserFolders.Current) : handle;
            }
            catch (LibtorchException error)
            {
                // TorchSharp catches this and prints its words below its own; Libtorch.Load throws it as it is.
                failure = error;
                throw;
            }
        }
    }

    [SupportedOSPlatform("linux")]
    static nint LoadFrom(NativeFiles files, UserFolders folders)
    {
        ThrowIfUnsupported();
        if (files.Find($"lib{Name}.so") is not { } source)
            throw new LibtorchException(LoadFailure.Explain(files, null, LoadedFiles.VersionsOf));
        string? refusal = null;
        try
        {
            foreach (var path in Needed.Select(files.Find).OfType<string>())
                NativeLibrary.Load(path);
            // With libtorch loaded from wherever it lies, the file itself may load: packages of a notebook lie apart.
            if (TryLoad(source, out refusal) is not 0 and var plain)
                return plain;
            var bytes = File.ReadAllBytes(source);
            Corrected = CorrectedLibrary.Load(Correction.Apply(bytes), ContentKey.Of(bytes), folders);
            return Corrected.Handle;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            // A file that needs another cure than ours: the system's own words say more than "nothing to correct".
            var words = error is BadImageFormatException && refusal is not null ? refusal : error.Message;
            throw new LibtorchException(LoadFailure.Explain(files, words, LoadedFiles.VersionsOf), error);
        }
    }

    static nint TryLoad(string path, out string? refusal)
    {
        try
        {
            refusal = null;
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error)
        {
            refusal = error.Message;
            return 0;
        }
    }
}
