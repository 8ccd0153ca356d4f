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
