using System.Buffers.Binary;

namespace Elbo.Compute.Native.Loading;

/// <summary>A row of an ELF file's section table. <see cref="ElfFile"/> checks the values when it uses them.</summary>
readonly record struct ElfSection(uint Type, ulong Offset, ulong Size, uint Link, uint Info)
{
    public const uint Relocation = 4, RelocationWithoutAddend = 9;
    public const uint VersionDefinition = 0x6ffffffd, VersionNeed = 0x6ffffffe, SymbolVersion = 0x6fffffff;

    public static ElfSection Read(ReadOnlySpan<byte> row) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(row[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(row[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(row[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(row[40..]),
        BinaryPrimitives.ReadUInt32LittleEndian(row[44..]));
}

/// <param name="Name">Its mangled name.</param>
/// <param name="Index">Its place in the symbol table, by which relocations refer to it.</param>
/// <param name="IsDefined">Whether the file itself defines it.</param>
readonly record struct ElfSymbol(string Name, uint Index, bool IsDefined);

/// <summary>A version that a file asks of a library ("vernaux").</summary>
/// <param name="Library">The library asked, such as <c>libstdc++.so.6</c>.</param>
/// <param name="Version">The version, such as <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Flags">Its flags; see <see cref="Weak"/>.</param>
/// <param name="Index">The number by which symbols refer to it.</param>
/// <param name="FlagsAt">Offset in the file of the 16 bits of <paramref name="Flags"/>.</param>
readonly record struct ElfVersionNeed(string Library, string Version, ushort Flags, ushort Index, int FlagsAt)
{
    /// <summary>VER_FLG_WEAK: the loader continues without this version.</summary>
    public const ushort Weak = 2;

    public bool IsWeak => (Flags & Weak) != 0;
}

/// <summary>Symbol versions such as <c>GLIBCXX_3.4.30</c>, ordered by their numbers.</summary>
static class SymbolVersion
{
    /// <summary>The highest of the versions that begin with <paramref name="prefix"/> and a number; null if there is none.</summary>
    public static string? Highest(IEnumerable<string> versions, string prefix) => versions
        .Where(version => version.StartsWith(prefix, StringComparison.Ordinal) && Number(version) is not null)
        .Order(Comparer<string>.Create(Compare))
        .LastOrDefault();

    public static int Compare(string left, string right) =>
        Comparer<Version>.Default.Compare(Number(left), Number(right)) is not 0 and var order ? order : string.CompareOrdinal(left, right);

    static Version? Number(string version)
    {
        var text = version[(version.LastIndexOf('_') + 1)..];
        return Version.TryParse(text, out var number) ? number : null;
    }
}
