using System.Buffers.Binary;
using System.Text;

namespace Elbo.Compute.Native.Loading;

/// <summary>
/// Reads what the correction needs from a 64-bit little-endian ELF file: sections, symbol versions, relocations. Every offset
/// comes from the file and is checked before use: a malformed file gives <see cref="BadImageFormatException"/> and nothing else.
/// See the System V ABI and "LSB symbol versioning":
/// https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
/// </summary>
sealed class ElfFile
{
    const int HeaderSize = 64, SectionSize = 64, SymbolSize = 24, RelocationSize = 24, NeedSize = 16, NeedAuxSize = 16, DefinitionSize = 20;

    readonly ReadOnlyMemory<byte> file;
    readonly ElfSection[] sections;

    /// <exception cref="BadImageFormatException">Not a 64-bit little-endian ELF file with a sound section table.</exception>
    public ElfFile(ReadOnlyMemory<byte> file)
    {
        this.file = file;
        var header = Range(0, HeaderSize, "the header");
        if (!header[..4].SequenceEqual("\u007fELF"u8) || header[4] != 2 || header[5] != 1)
            throw new BadImageFormatException("The file is not a 64-bit little-endian ELF file.");
        var table = BinaryPrimitives.ReadUInt64LittleEndian(header[40..]);
        var entry = BinaryPrimitives.ReadUInt16LittleEndian(header[58..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header[60..]);
        if (count == 0 || entry != SectionSize)
            throw new BadImageFormatException(
                $"The file has {count} sections of {entry} bytes each in its table; expected at least one, of {SectionSize} bytes.");
        sections = new ElfSection[count];
        for (var i = 0; i < count; i++)
            sections[i] = ElfSection.Read(Range(table + (ulong)(i * SectionSize), SectionSize, "the section table"));
    }

    /// <summary>The versions that the file asks of other libraries.</summary>
    public List<ElfVersionNeed> VersionsNeeded()
    {
        var needs = new List<ElfVersionNeed>();
        if (Find(ElfSection.VersionNeed) is not { } section)
            return needs;
        var names = Names(section);
        var at = 0UL;
        for (var left = section.Info; left > 0; left--)
        {
            var need = Within(section, at, NeedSize);
            var library = Text(names, U32(need, 4));
            var auxAt = at + U32(need, 8);
            for (var more = U16(need, 2); more > 0; more--)
            {
                var aux = Within(section, auxAt, NeedAuxSize);
                var flagsAt = checked((int)(section.Offset + auxAt + 4));
                needs.Add(new(library, Text(names, U32(aux, 8)), U16(aux, 4), (ushort)(U16(aux, 6) & 0x7fff), flagsAt));
                if (U32(aux, 12) == 0)
                    break;
                auxAt += U32(aux, 12);
            }
            if (U32(need, 12) == 0)
                break;
            at += U32(need, 12);
        }
        return needs;
    }

    public HashSet<string> VersionsProvided()
    {
        var versions = new HashSet<string>();
        if (Find(ElfSection.VersionDefinition) is not { } section)
            return versions;
        var names = Names(section);
        var at = 0UL;
        for (var left = section.Info; left > 0; left--)
        {
            var definition = Within(section, at, DefinitionSize);
            // The first auxiliary record names the version, the others its parents.
            versions.Add(Text(names, U32(Within(section, at + U32(definition, 12), 8), 0)));
            if (U32(definition, 16) == 0)
                break;
            at += U32(definition, 16);
        }
        return versions;
    }

    public List<ElfSymbol> SymbolsOfVersion(ushort index)
    {
        var found = new List<ElfSymbol>();
        if (Find(ElfSection.SymbolVersion) is not { } versions)
            return found;
        var symbols = Linked(versions);
        var names = Names(symbols);
        var marks = Content(versions);
        for (var i = 0; i < marks.Length / 2; i++)
        {
            if ((U16(marks, i * 2) & 0x7fff) != index)
                continue;
            var symbol = Within(symbols, (ulong)i * SymbolSize, SymbolSize);
            found.Add(new(Text(names, U32(symbol, 0)), (uint)i, U16(symbol, 6) != 0));
        }
        return found;
    }

    /// <summary>Whether the loader has to fill in the address of the dynamic symbol at <paramref name="symbol"/> anywhere.</summary>
    public bool IsRelocated(uint symbol)
    {
        foreach (var section in sections)
        {
            if (section.Type == ElfSection.RelocationWithoutAddend)
                throw new BadImageFormatException("The file has relocations without addends, which x86-64 does not use.");
            if (section.Type != ElfSection.Relocation)
                continue;
            var records = Content(section);
            for (var at = 0; at + RelocationSize <= records.Length; at += RelocationSize)
                if (U32(records, at + 12) == symbol)
                    return true;
        }
        return false;
    }

    ElfSection? Find(uint type)
    {
        foreach (var section in sections)
            if (section.Type == type)
                return section;
        return null;
    }

    ElfSection Linked(ElfSection section) => section.Link < sections.Length
        ? sections[section.Link]
        : throw new BadImageFormatException($"A section refers to section {section.Link}, but there are {sections.Length}.");

    ReadOnlySpan<byte> Names(ElfSection section) => Content(Linked(section));

    ReadOnlySpan<byte> Content(ElfSection section) => Range(section.Offset, section.Size, "a section");

    ReadOnlySpan<byte> Within(ElfSection section, ulong at, int size)
    {
        var content = Content(section);
        return at <= (ulong)content.Length && (ulong)size <= (ulong)content.Length - at
            ? content.Slice((int)at, size)
            : throw new BadImageFormatException($"A record at byte {at} leaves its section of {content.Length} bytes.");
    }

    ReadOnlySpan<byte> Range(ulong offset, ulong size, string what)
    {
        var length = (ulong)file.Length;
        return offset <= length && size <= length - offset
            ? file.Span.Slice((int)offset, (int)size)
            : throw new BadImageFormatException($"The file has {length} bytes, but {what} lies at byte {offset} and takes {size}.");
    }

    static string Text(ReadOnlySpan<byte> names, uint offset)
    {
        if (offset < names.Length && names[(int)offset..].IndexOf((byte)0) is >= 0 and var length)
            return Encoding.UTF8.GetString(names.Slice((int)offset, length));
        throw new BadImageFormatException($"A name at byte {offset} leaves its table of {names.Length} bytes.");
    }

    static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
