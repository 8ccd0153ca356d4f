using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Elbo.Compute.Native;

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
