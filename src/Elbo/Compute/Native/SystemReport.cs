using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Elbo.Compute.Native.Loading;

namespace Elbo.Compute.Native;

/// <summary>Facts about this machine, and whether Elbo can work here.</summary>
internal sealed record SystemReport
{
    /// <summary>The operating system's name and version.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>.NET's name of the platform, such as <c>linux-x64</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The .NET runtime, such as <c>.NET 10.0.1</c>.</summary>
    public required string Runtime { get; init; }

    public required CpuFacts Cpu { get; init; }

    public required MemoryFacts Memory { get; init; }

    public required LibtorchFacts Libtorch { get; init; }

    /// <summary>Where this user's files go.</summary>
    public required UserFolders Folders { get; init; }

    /// <summary>The obstacle and what to do about it, as one paragraph; null when all is ready.</summary>
    public required string? Remedy { get; init; }

    /// <summary>Whether Elbo can work here.</summary>
    public bool IsReady => Remedy is null;

    /// <summary>Gathers the facts. Tries to load libtorch; a failure becomes the <see cref="Remedy"/> and is not thrown.</summary>
    public static SystemReport Gather()
    {
        string? remedy = null;
        try
        {
            Compute.Native.Libtorch.Load();
        }
        catch (LibtorchException error)
        {
            remedy = error.Message;
        }
        return new()
        {
            OperatingSystem = RuntimeInformation.OSDescription,
            Platform = RuntimeInformation.RuntimeIdentifier,
            Runtime = RuntimeInformation.FrameworkDescription,
            Cpu = CpuFacts.Gather(),
            Memory = MemoryFacts.Gather(),
            Libtorch = LibtorchFacts.Gather(loaded: remedy is null),
            Folders = UserFolders.Current,
            Remedy = remedy,
        };
    }
}

/// <summary>The properties of the processor that determine how fast tensor operations are.</summary>
/// <param name="Name">The manufacturer's name for it.</param>
/// <param name="Architecture"><c>X64</c> or <c>Arm64</c>.</param>
/// <param name="Cores">Logical cores that this process may use.</param>
/// <param name="Features">Available vector instructions: <c>AVX2</c>, <c>FMA</c>, <c>AVX-512</c>, <c>AVX-512 BF16</c>, <c>AMX BF16</c>, <c>NEON</c>.</param>
internal sealed record CpuFacts(string Name, string Architecture, int Cores, IReadOnlyList<string> Features)
{
    internal static CpuFacts Gather() =>
        new(FindName(), RuntimeInformation.ProcessArchitecture.ToString(), Environment.ProcessorCount, FindFeatures());

    /// <summary>True if libtorch multiplies bfloat16 faster than float32.</summary>
    internal static bool MultipliesBf16 => HasAvx512Bf16 || HasAmxBf16;

    // CPUID leaf 7: subleaf 1, bit 5 of EAX, and subleaf 0, bit 22 of EDX. libtorch uses neither without AVX-512.
    static bool HasAvx512Bf16 => Avx512F.IsSupported && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    static bool HasAmxBf16 => Avx512F.IsSupported && (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;

    static string FindName()
    {
        if (X86Base.IsSupported && Brand() is { Length: > 0 } brand)
            return brand;
        return OperatingSystem.IsMacOS() ? "Apple silicon" : $"an unnamed {RuntimeInformation.ProcessArchitecture} processor";
    }

    // The brand string: CPUID leaves 80000002 to 80000004 hold 16 characters each.
    static string Brand()
    {
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < 0x80000004)
            return "";
        Span<byte> text = stackalloc byte[48];
        for (var leaf = 0; leaf < 3; leaf++)
        {
            var (a, b, c, d) = X86Base.CpuId(unchecked((int)0x80000002) + leaf, 0);
            BinaryPrimitives.WriteInt32LittleEndian(text[(leaf * 16)..], a);
            BinaryPrimitives.WriteInt32LittleEndian(text[(leaf * 16 + 4)..], b);
            BinaryPrimitives.WriteInt32LittleEndian(text[(leaf * 16 + 8)..], c);
            BinaryPrimitives.WriteInt32LittleEndian(text[(leaf * 16 + 12)..], d);
        }
        return Encoding.ASCII.GetString(text).Trim('\0', ' ');
    }

    static List<string> FindFeatures()
    {
        var features = new List<string>();
        Add(Avx2.IsSupported, "AVX2");
        Add(Fma.IsSupported, "FMA");
        Add(Avx512F.IsSupported, "AVX-512");
        Add(HasAvx512Bf16, "AVX-512 BF16");
        Add(HasAmxBf16, "AMX BF16");
        Add(AdvSimd.IsSupported, "NEON");
        return features;

        void Add(bool present, string name)
        {
            if (present)
                features.Add(name);
        }
    }
}

/// <summary>The machine's memory, in bytes.</summary>
/// <param name="Total">Memory that this process may use: the machine's, or its container's limit.</param>
/// <param name="Available">Memory available without swapping; null if the system does not say.</param>
internal sealed record MemoryFacts(long Total, long? Available)
{
    internal static MemoryFacts Gather()
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new(total, ReadAvailable() is { } available ? Math.Min(available, total) : null);
    }

    static long? ReadAvailable()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Parse(File.ReadLines("/proc/meminfo")) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>MemAvailable in the lines of <c>/proc/meminfo</c>, such as <c>MemAvailable:   1234 kB</c>.</summary>
    internal static long? Parse(IEnumerable<string> lines)
    {
        const string Name = "MemAvailable:";
        var line = lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        return line is not null
            && long.TryParse(line.AsSpan(Name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;
    }
}

/// <summary>Where Elbo keeps a user's files: a cache that may be deleted at any time, and data that may not.</summary>
internal sealed record UserFolders
{
    /// <summary>Files that can be recreated. <c>ELBO_CACHE</c>; else <c>XDG_CACHE_HOME/elbo</c> or <c>~/.cache/elbo</c>; on macOS
    /// <c>~/Library/Caches/elbo</c>; on Windows <c>%LOCALAPPDATA%\elbo\cache</c>.</summary>
    public required string Cache { get; init; }

    /// <summary>Downloaded data sets. <c>ELBO_DATA</c>; else <c>XDG_DATA_HOME/elbo</c> or <c>~/.local/share/elbo</c>; on macOS
    /// <c>~/Library/Application Support/elbo</c>; on Windows <c>%LOCALAPPDATA%\elbo\data</c>.</summary>
    public required string Data { get; init; }

    /// <summary>Whether the cache is only a folder in the shared temporary folder, because the user has no home folder.</summary>
    public required bool IsTemporary { get; init; }

    public required string Temporary { get; init; }

    /// <summary>The folders of this process's user, by its environment. They may not exist yet.</summary>
    public static UserFolders Current => For(
        Environment.GetEnvironmentVariable,
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Path.GetTempPath());

    /// <summary>The folders of a user. Variables that are empty count as not set; those of XDG that are not absolute are ignored, as XDG
    /// says.</summary>
    /// <param name="variable">The environment variable of a name, or null.</param>
    /// <param name="system">The operating system whose conventions to follow.</param>
    /// <param name="home">The user's home folder; empty if there is none.</param>
    /// <param name="temporary">The system's temporary folder.</param>
    public static UserFolders For(Func<string, string?> variable, OSPlatform system, string home, string temporary)
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(home);
        ArgumentNullException.ThrowIfNull(temporary);
        var (cache, data) = system switch
        {
            _ when system == OSPlatform.Windows => (
                Below(Absolute("LOCALAPPDATA"), "elbo", "cache") ?? Below(home, "AppData", "Local", "elbo", "cache"),
                Below(Absolute("LOCALAPPDATA"), "elbo", "data") ?? Below(home, "AppData", "Local", "elbo", "data")),
            _ when system == OSPlatform.OSX => (
                Below(home, "Library", "Caches", "elbo"),
                Below(home, "Library", "Application Support", "elbo")),
            _ => (
                Below(Absolute("XDG_CACHE_HOME"), "elbo") ?? Below(home, ".cache", "elbo"),
                Below(Absolute("XDG_DATA_HOME"), "elbo") ?? Below(home, ".local", "share", "elbo")),
        };
        cache = Full("ELBO_CACHE") ?? cache;
        return new()
        {
            Cache = cache ?? Path.Combine(temporary, "elbo", "cache"),
            Data = Full("ELBO_DATA") ?? data ?? Path.Combine(temporary, "elbo", "data"),
            IsTemporary = cache is null,
            Temporary = temporary,
        };

        string? Full(string name) => variable(name) is { Length: > 0 } value ? Path.GetFullPath(value) : null;
        string? Absolute(string name) => variable(name) is { Length: > 0 } value && Path.IsPathFullyQualified(value) ? value : null;
        string? Below(string? folder, params string[] names) => string.IsNullOrEmpty(folder) ? null : Path.Combine([folder, .. names]);
    }
}
