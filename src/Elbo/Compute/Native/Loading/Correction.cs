using System.Buffers.Binary;

namespace Elbo.Compute.Native.Loading;

/// <summary>Lets TorchSharp's native file load with the libstdc++ of GCC 12. The file asks for version GLIBCXX_3.4.32 (GCC 13) because of one symbol
/// that every file which includes <c>&lt;iostream&gt;</c> mentions and none uses. Marking the request weak lets the loader continue without it.
/// Nothing else is changed, and nothing at all unless the file matches this description exactly.</summary>
static class Correction
{
    public const string Version = "GLIBCXX_3.4.32";
    public const string Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>A copy of <paramref name="source"/> with the request marked weak.</summary>
    /// <exception cref="BadImageFormatException">The file is malformed, makes no such request, or really uses what it requests.</exception>
    public static byte[] Apply(byte[] source)
    {
        var elf = new ElfFile(source);
        var needs = elf.VersionsNeeded().FindAll(need => need.Version == Version && !need.IsWeak);
        if (needs.Count == 0)
            throw new BadImageFormatException($"The file does not ask for {Version}, so there is nothing to correct.");
        var corrected = source.AsSpan().ToArray();
        foreach (var need in needs)
        {
            var symbols = elf.SymbolsOfVersion(need.Index);
            if (symbols is not [{ Name: Symbol, IsDefined: false } symbol])
                throw new BadImageFormatException(
                    $"The symbols of {Version} are {string.Join(", ", symbols.Select(one => one.Name))}; only {Symbol} can be spared.");
            if (elf.IsRelocated(symbol.Index))
                throw new BadImageFormatException($"The file uses {Symbol} of {Version}, so it cannot be spared.");
            BinaryPrimitives.WriteUInt16LittleEndian(corrected.AsSpan(need.FlagsAt), (ushort)(need.Flags | ElfVersionNeed.Weak));
        }
        return corrected;
    }
}
