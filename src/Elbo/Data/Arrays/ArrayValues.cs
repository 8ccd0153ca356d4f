using System.Globalization;
using Elbo.Files.NumPy;

namespace Elbo.Data.Arrays;

/// <summary>The values of an array of images, as far as they decide which of them are black and white.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="AreWhole">True if each is a whole number.</param>
/// <param name="AreLevels">True if each is a byte divided by 255.</param>
internal sealed record ArrayValues(NpyType Type, double Min, double Max, bool AreWhole, bool AreLevels)
{
    /// <summary>The rounding error of dividing by 255 in float32 and multiplying again, in grey levels.</summary>
    public const double Rounding = 1e-4;

    // Darker images are not read as the range of a float: 0 to 16 could be either.
    private const double LeastWhite = 128;

    private const double Slack = Rounding / 255;

    private const int Block = 1024;

    /// <summary>Measures some elements.</summary>
    /// <param name="type">Their type.</param>
    /// <param name="elements">The bytes of the file.</param>
    /// <param name="first">The first one's position.</param>
    /// <param name="name">Name of the array in error messages.</param>
    /// <exception cref="DataException">One of them is not finite.</exception>
    public static ArrayValues Of(NpyType type, ReadOnlySpan<byte> elements, long first, string name)
    {
        var (min, max, areWhole, areLevels) = (double.PositiveInfinity, double.NegativeInfinity, true, true);
        Span<double> values = stackalloc double[Block];
        for (var at = 0; at < elements.Length; at += Block * type.Size)
        {
            var count = Math.Min(Block, (elements.Length - at) / type.Size);
            type.ToDoubles(elements.Slice(at, count * type.Size), values);
            foreach (var value in values[..count])
            {
                if (!double.IsFinite(value))
                    throw new DataException(string.Create(CultureInfo.InvariantCulture, $"{name} holds the value {value} at position "
                        + $"{first + at / type.Size + values.IndexOf(value)}; pixels must be finite. Replace it, as numpy.nan_to_num does."));
                (min, max) = (Math.Min(min, value), Math.Max(max, value));
                areWhole &= Math.Abs(value - Math.Round(value)) <= Slack;
                areLevels &= Math.Abs(value * 255 - Math.Round(value * 255)) <= Rounding;
            }
        }
        return new(type, min, max, areWhole, areLevels);
    }

    /// <summary>True for bytes over 1, whose range is then that of their type.</summary>
    public static bool AreBytes(NpyType type, ReadOnlySpan<byte> elements) => type == NpyType.U8 && elements.ContainsAnyExceptInRange((byte)0, (byte)1);

    /// <summary>Those of two arrays of one type.</summary>
    public ArrayValues And(ArrayValues other) =>
        new(Type, Math.Min(Min, other.Min), Math.Max(Max, other.Max), AreWhole && other.AreWhole, AreLevels && other.AreLevels);

    /// <summary>The range of the pixels.</summary>
    /// <param name="asked">The range that was asked for, or that of the run; null if there is none.</param>
    /// <param name="name">Name of the array in error messages.</param>
    /// <exception cref="DataException">Values are outside the range, or none is plain.</exception>
    public PixelRange Range(PixelRange? asked, string name)
    {
        if (asked is not { } range || HasItsOwnRange(range))
            return Find() ?? throw Unclear(name, asked is null ? "" : FormattableString.Invariant($"; the range is {asked}"));
        if (range.Level(Min) < -Rounding || range.Level(Max) > 255 + Rounding)
            throw new DataException($"{name} holds {Describe()}, which is outside the range {range}. Give values in that range, or another --range.");
        return !Type.IsWhole && range.White >= PixelRange.Bytes.White && Max is > 0 and <= 1
            ? throw Unclear(name, FormattableString.Invariant($", but the range is {range}"))
            : range;
    }

    /// <summary>True if the pixels differ from what the type says on its own, and a run has to remember how.</summary>
    public bool IsUnusual(PixelRange range) => range != (Type.IsWhole ? PixelRange.Bytes : PixelRange.Unit);

    /// <summary>A clause that says how the values are read; null for bytes, and for floats that are bytes divided by 255.</summary>
    public string? Note(PixelRange range)
    {
        if (Type == NpyType.Bool || Type.IsWhole && range == PixelRange.Bytes || AreLevels && range == PixelRange.Unit && !Type.IsWhole)
            return null;
        var isExact = AreWhole && range.White - range.Black is 1 or 255;
        return string.Create(CultureInfo.InvariantCulture, $"{Describe()}: {range.Black} is read as black, {range.White} as white")
            + (isExact ? "" : ", values between them as the nearest of 256 grey levels");
    }

    private string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Type.DtypeName} values from {Show(Min)} to {Show(Max)}");

    /// <summary>Bytes are not measured by a range that no byte reaches, nor by one that all of them exceed.</summary>
    private bool HasItsOwnRange(PixelRange asked) =>
        Type == NpyType.Bool || Type == NpyType.U8 && (asked.White > PixelRange.Bytes.White || asked.White <= 1 && Max > 1);

    /// <summary>The range that is plain from the values; null if none is.</summary>
    private PixelRange? Find()
    {
        if (Type == NpyType.U8 && Max is 0 or > 1)
            return PixelRange.Bytes;
        if (Min < -Slack)
            return !Type.IsWhole && Min is >= -1 - Slack and <= -0.9 && Max <= 1 + Slack ? PixelRange.Signed : null;
        if (Max <= 1 + Slack)
            return PixelRange.Unit;
        return Type.IsWhole || AreWhole && Max >= LeastWhite ? PixelRange.OfDepth(Math.Round(Max))
            : Max is >= LeastWhite and <= 255 + Slack ? PixelRange.Bytes
            : null;
    }

    private DataException Unclear(string name, string why)
    {
        var (black, white) = Min < Max ? (Min, Max) : (Math.Min(0, Min), Max > 0 ? Max : 1);
        var range = new PixelRange(Outward(black, Math.Floor), Outward(white, Math.Ceiling));
        return new($"{name} holds {Describe()}{why}, from which it is not plain which value is black and which is white. "
            + $"Say it, such as --range {range} for all of them, or save bytes in Python: "
            + $"x = images.astype('f8'); numpy.save(path, ((x - x.min()) / (x.max() - x.min()) * 255).round().astype('uint8')).");
    }

    private static string Show(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A value with six digits; all that it bounds stays within it.</summary>
    private static double Outward(double value, Func<double, double> round)
    {
        if (value == 0)
            return 0;
        var scale = Math.Pow(10, 5 - Math.Floor(Math.Log10(Math.Abs(value))));
        return round(value * scale) / scale;
    }
}
