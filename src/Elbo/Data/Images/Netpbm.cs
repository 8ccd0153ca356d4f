using System.Buffers.Binary;

namespace Elbo.Data.Images;

/// <summary>Images of Netpbm: PGM and PPM (and PBM), as text or binary; the first image of a file. Samples up to 65,535 are scaled by the largest that
/// the file declares. Format: https://netpbm.sourceforge.net/doc/pgm.html and its siblings.</summary>
internal ref struct Netpbm
{
    private readonly ReadOnlySpan<byte> file;
    private readonly int kind;
    private int at;

    /// <exception cref="BadImageException">Its header is damaged.</exception>
    private Netpbm(ReadOnlySpan<byte> file)
    {
        this.file = file;
        (kind, at) = (file[1] - '0', 2);
        (Width, Height, Largest) = (Number(), Number(), IsBits ? 1 : Number());
        if (Width < 1 || Height < 1 || Largest is < 1 or > ushort.MaxValue)
            throw new BadImageException($"its header declares {Width}×{Height} pixels of at most {Largest}");
    }

    public int Width { get; }

    public int Height { get; }

    private int Largest { get; }

    private readonly bool IsBits => kind is 1 or 4;

    private readonly bool IsText => kind <= 3;

    private readonly int Channels => kind is 3 or 6 ? 3 : 1;

    public static bool Is(ReadOnlySpan<byte> file) => file is [(byte)'P', >= (byte)'1' and <= (byte)'6', var space, ..] && (IsSpace(space) || space == '#');

    /// <exception cref="BadImageException">Its header is damaged, or it has too many pixels.</exception>
    public static Netpbm Open(ReadOnlySpan<byte> file, long mostPixels)
    {
        var image = new Netpbm(file);
        ImageDecoder.ThrowIfTooLarge(image.Width, image.Height, mostPixels, file.Length);
        return image;
    }

    /// <param name="range">The values of black and white; null for 0 and the largest that the file declares.</param>
    /// <exception cref="BadImageException">It is damaged, or a sample is outside the range.</exception>
    public Raster Read(PixelRange? range)
    {
        var levels = Levels(range is { } asked && (asked.White <= 255 || Largest > 255) ? asked : new(0, Largest));
        var rgb = new byte[3 * Width * Height];
        if (!IsText)
            at++; // a single space ends the header
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++)
            {
                var to = 3 * (y * Width + x);
                for (var channel = 0; channel < 3; channel++)
                    rgb[to + channel] = channel > 0 && Channels == 1 ? rgb[to] : levels(Sample(x, y, channel));
            }
        return new(Width, Height, rgb);
    }

    private readonly Func<int, byte> Levels(PixelRange range)
    {
        var bytes = new byte?[Largest + 1];
        for (var value = 0; value < bytes.Length; value++)
            if (range.Level(value) is >= 0 and <= 255 and var level)
                bytes[value] = (byte)Math.Round(level);
        return value => value < bytes.Length
            ? bytes[value] ?? throw BadImageException.OutOfRange(value, range)
            : throw new BadImageException($"it holds the value {value}, and its header declares at most {bytes.Length - 1}");
    }

    private int Sample(int x, int y, int channel)
    {
        if (IsText)
            return IsBits ? 1 - Bit() : Number();
        var index = (long)y * Width + x;
        var bytes = Largest > 255 ? 2 : 1;
        var offset = at + (IsBits ? (long)y * ((Width + 7) / 8) + x / 8 : (index * Channels + channel) * bytes);
        if (offset + bytes > file.Length)
            throw new BadImageException("it ends before its last pixel");
        var sample = file[(int)offset..];
        return IsBits ? 1 - (sample[0] >> (7 - x % 8) & 1) : bytes == 2 ? BinaryPrimitives.ReadUInt16BigEndian(sample) : sample[0];
    }

    /// <summary>The next bit of a text, which need no space between them; 1 is black.</summary>
    private int Bit()
    {
        Skip();
        return at < file.Length && file[at] is (byte)'0' or (byte)'1' ? file[at++] - '0' : throw Ended();
    }

    private int Number()
    {
        Skip();
        var (number, start) = (0L, at);
        for (; at < file.Length && char.IsAsciiDigit((char)file[at]); at++)
            number = Math.Min(int.MaxValue, number * 10 + file[at] - '0');
        return at > start ? (int)number : throw Ended();
    }

    private void Skip()
    {
        for (; at < file.Length && (IsSpace(file[at]) || file[at] == '#'); at++)
            if (file[at] == '#')
                while (at < file.Length && file[at] != '\n')
                    at++;
    }

    private readonly BadImageException Ended() =>
        new(at < file.Length ? $"it holds the byte 0x{file[at]:X2} where a number is expected" : "it ends before its last pixel");

    private static bool IsSpace(byte value) => value is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');
}
