
namespace Elbo.Data.Arrays;

/// <summary>What an IDX file is expected to hold: images (unsigned bytes, 3 dimensions) or labels (unsigned bytes, 1 dimension).</summary>
internal sealed record IdxKind(string Name, int Dimensions)
{
    private const uint UnsignedByte = 0x0800;

    public static readonly IdxKind Images = new("images", 3);

    public static readonly IdxKind Labels = new("labels", 1);

    /// <summary>The first four bytes, big-endian: two zeros, the element type, the number of dimensions.</summary>
    public uint Magic => UnsignedByte | (uint)Dimensions;

    /// <summary>Bytes before the elements: the magic number and one 32-bit size for each dimension.</summary>
    public int HeaderLength => 4 + 4 * Dimensions;

    /// <summary>The sentence for a file whose first four bytes are others.</summary>
    public string WrongMagic(string file, uint found)
    {
        var other = this == Images ? Labels : Images;
        if (found == other.Magic)
            return $"{file} holds {other.Name} (magic number 0x{found:X8}), not {Name} (0x{Magic:X8}). Give the file of {Name}; "
                + $"its name usually has {Name}-idx{Dimensions}.";
        if (found >> 16 == 0 && ElementType(found >> 8) is { } type)
            return $"{file} is an IDX file of {type} in {found & 0xFF} dimensions (magic number 0x{found:X8}); "
                + $"{Name} are unsigned bytes in {Dimensions} (0x{Magic:X8}). Convert it, or give another file.";
        var start = $"{file} starts with the bytes {Bytes(found)}; "
            + $"an IDX file of {Name} starts with {Bytes(Magic)}, a compressed one with 1F 8B.";
        if (found >> 24 == '<')
            return $"{start} It looks like a web page saved in the file's place. Download the file again.";
        return file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? $"{start} It is named .gz but is not compressed, nor is it IDX. Download it again."
            : $"{start} Give an IDX file, or download it again.";
    }

    private static string? ElementType(uint code) => code switch
    {
        0x08 => "unsigned bytes",
        0x09 => "signed bytes",
        0x0B => "16-bit integers",
        0x0C => "32-bit integers",
        0x0D => "32-bit floats",
        0x0E => "64-bit floats",
        _ => null,
    };

    private static string Bytes(uint value) => $"{value >> 24:X2} {(value >> 16) & 0xFF:X2} {(value >> 8) & 0xFF:X2} {value & 0xFF:X2}";
}
