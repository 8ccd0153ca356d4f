using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Runtime.Versioning;

namespace Elbo.Compute.Native.Loading;

/// <summary>
/// Resolves TorchSharp's native file when the plain load has failed.
/// <para>
/// The plain load decides whether a correction is needed: the event comes only after the system's own loader has refused the
/// file, so a system that needs no correction pays nothing, and no table of distributions or versions can become outdated.
/// </para>
/// </summary>
static class LibtorchLoader
{
    /// <summary>The name under which TorchSharp imports its native file.</summary>
    public const string Name = "LibTorchSharp";

    // What libLibTorchSharp.so needs from libtorch. Once loaded they are found by name, wherever the copy is.
    static readonly string[] Needed = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    static readonly Lock Gate = new();
    static readonly HashSet<AssemblyLoadContext> Watched = [];
    static LibtorchException? failure;
    static nint handle;

    /// <summary>The corrected library in use; null when the original works or none is loaded.</summary>
    public static CorrectedLibrary? Corrected { get; private set; }

    /// <summary>Watches the context that <paramref name="assembly"/> lives in.</summary>
    public static void Watch(Assembly assembly)
    {
        if (OperatingSystem.IsLinux() && AssemblyLoadContext.GetLoadContext(assembly) is { } context)
            Watch(context);
    }

    /// <summary>Loads the library when <paramref name="context"/> finds none named <see cref="Name"/>.</summary>
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

    /// <summary>Why the last load failed.</summary>
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
                // TorchSharp catches this and prints its message below its own; Libtorch.Load throws it unchanged.
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
            // Once libtorch is loaded from its own folder, the file itself may load: a notebook's packages are in separate folders.
            if (TryLoad(source, out refusal) is not 0 and var plain)
                return plain;
            var bytes = File.ReadAllBytes(source);
            Corrected = CorrectedLibrary.Load(Correction.Apply(bytes), ContentKey.Of(bytes), folders);
            return Corrected.Handle;
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            // The file needs a different fix: the system's own message says more than "nothing to correct".
            var words = error is BadImageFormatException && refusal is not null ? refusal : error.Message;
            // Where libtorch is not there at all, what the loader said adds nothing.
            throw new LibtorchException(LoadFailure.Explain(files, words, LoadedFiles.VersionsOf), files.Find(Needed[1]) is null ? null : error);
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
