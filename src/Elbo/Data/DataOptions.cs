using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Elbo.Data.Images;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Files.Delimited;

namespace Elbo.Data;

/// <summary>How image files and text tables are read, and which labels are kept. They belong to a run: it loads its data by them again.</summary>
public sealed record DataOptions
{
    /// <summary>The largest side that <see cref="Size"/> may have.</summary>
    public const int LargestSide = 4096;

    /// <summary>The middle part of every image that is read, in pixels of the file, before <see cref="Size"/>; null (the default) is the
    /// whole image. CelebA, for one, is usually read by its middle 140×140 or 148×148.</summary>
    public ImageSize? Crop { get; init; }

    /// <summary>The size that every image is brought to; null (the default) keeps theirs, which must then agree.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>How an image of other proportions is brought to <see cref="Size"/>. Default crop.</summary>
    public ImageFit Fit { get; init; } = ImageFit.Crop;

    /// <summary>The channels; null (the default) is grey where every pixel of every image is grey, else rgb.</summary>
    public ImageColor? Color { get; init; }

    /// <summary>The background of transparent pixels and of <see cref="ImageFit.Pad"/>, as <c>#rrggbb</c>. Default white.</summary>
    public string Background { get; init; } = "#ffffff";

    /// <summary>The values of black and white in arrays and image files; null (the default) finds them: those of the type, or the fewest bits that
    /// hold the largest value. A run records the range that was found if it is another than that of the type.</summary>
    public PixelRange? Range { get; init; }

    /// <summary>True leaves damaged files out and counts them; false (the default) stops at the first.</summary>
    public bool SkipBad { get; init; }

    /// <summary>The labels whose examples are kept of every split, by name (of a subfolder) or number; null (the default) keeps all.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What of an example the model is given as its condition c in p(x given z, c): <c>label</c>, or columns of a table. Null (the default)
    /// makes no condition.</summary>
    public IReadOnlyList<string>? Condition { get; init; }

    /// <summary>The encoding of a text table, such as <c>latin1</c> or <c>windows-1252</c>; null (the default) is UTF-8. A byte-order mark
    /// takes precedence.</summary>
    public string? Encoding { get; init; }

    /// <summary>The character between the cells of a text table, a space for any number of spaces and tabs; null (the default) finds it.</summary>
    public char? Separator { get; init; }

    /// <summary>Whether the first line of a text table holds the names of its columns; null (the default) expects names and refuses a line that
    /// looks like a row. Without names the columns are called <c>column1</c>, <c>column2</c>, …</summary>
    public bool? Header { get; init; }

    /// <summary>The sign before the decimals of a text table's numbers: a point, or a comma. With it, groups of three digits such as
    /// <c>12,847.50</c> are read too. Null (the default) reads numbers with a point and without groups.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>Whether dates of a table such as 03/04/2021 have the day before the month; null (the default) lets the column decide, and if it does not,
    /// assumes the day.</summary>
    public bool? DayFirst { get; init; }

    /// <summary>Words that mark missing cells of a table, in addition to the usual ones (NA, NaN, null, …); a number stands for that value,
    /// however it is written. Null (the default) adds none.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>True where nothing was asked for.</summary>
    [JsonIgnore]
    public bool IsDefault => this == new DataOptions();

    /// <summary>Throws where options are out of range; the message names every one.</summary>
    /// <exception cref="OptionsException">At least one is out of range.</exception>
    public void Validate() => OptionsException.ThrowIfAny([.. Faults()]);

    /// <summary>By value, the labels in order.</summary>
    public bool Equals(DataOptions? other) => other is not null && Crop == other.Crop && Size == other.Size && Fit == other.Fit && Color == other.Color
        && Background == other.Background && Range == other.Range && SkipBad == other.SkipBad && (Labels ?? []).SequenceEqual(other.Labels ?? [])
        && (Condition ?? []).SequenceEqual(other.Condition ?? [])
        && Encoding == other.Encoding && Separator == other.Separator && Header == other.Header
        && DecimalMark == other.DecimalMark && DayFirst == other.DayFirst && (Missing ?? []).SequenceEqual(other.Missing ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Crop, Size, Fit, Color, Background, Range, SkipBad, Labels?.Count ?? 0);

    internal IEnumerable<string> Faults()
    {
        if (Crop is { } crop && !IsAllowed(crop))
            yield return $"crop was {crop}; each side must be from 1 to {LargestSide} pixels. Use --crop 140.";
        if (Size is { } size && !IsAllowed(size))
            yield return $"size was {size}; each side must be from 1 to {LargestSide} pixels. Use --size 64.";
        if (!TryParseColor(Background, out _))
            yield return $"background was '{Background}'; it must be white, black, grey or #rrggbb. Use --background white.";
        if (Range is { IsValid: false } range)
            yield return $"range was {range}; it must be the finite value of black, then a larger one of white. Use --range 0..4095.";
        if (Labels is { Count: 0 } || Labels?.Any(string.IsNullOrWhiteSpace) == true)
            yield return $"labels was '{string.Join(',', Labels)}'; it must be one or more labels, none of them empty. Use --labels 3, or --labels 0,1,2.";
        if (Condition is { Count: 0 } || Condition?.Any(string.IsNullOrWhiteSpace) == true)
            yield return $"condition was '{string.Join(',', Condition)}'; it must be one or more names, none of them empty. "
                + "Use --condition label, or columns of a table.";
        if (Encoding is { } encoding && TextEncodings.Find(encoding) is null)
            yield return $"encoding was '{encoding}', which is not known. Use --encoding latin1, windows-1252, utf-16, shift_jis or another of .NET's names.";
        if (Separator is { } separator && (char.IsLetterOrDigit(separator) || separator is '"' or '\'' or '.' or '-' or '\n' or '\r' or '\0'))
            yield return $"separator was '{separator}'; it must be one character that cells do not need. Use --separator ';', or tab or space.";
        if (DecimalMark is not (null or '.' or ','))
            yield return $"decimal was '{DecimalMark}'; it must be a point or a comma. Use --decimal ','.";
        if (Missing is { Count: 0 } || Missing?.Any(string.IsNullOrWhiteSpace) == true)
            yield return $"missing was '{string.Join(',', Missing)}'; it must be one or more words, none of them empty. "
                + "Use --missing=-9999, or --missing None,-.";
    }

    /// <summary>True where image files are read in another way than by default.</summary>
    internal bool AreOfFiles => !(this with { Labels = null, Range = null, Condition = null }).IsDefault;

    /// <summary>The options of text tables only.</summary>
    internal DataOptions OfTables => new DataOptions().OfTablesOver(this);

    /// <summary>The options of images and labels only, without the condition, which is of both.</summary>
    internal DataOptions OfImages => this with
    {
        Condition = null,
        Encoding = null,
        Separator = null,
        Header = null,
        DecimalMark = null,
        DayFirst = null,
        Missing = null,
    };

    /// <summary>These options where they are given, else those of another.</summary>
    internal DataOptions OfTablesOver(DataOptions? other) => new()
    {
        Encoding = Encoding ?? other?.Encoding,
        Separator = Separator ?? other?.Separator,
        Header = Header ?? other?.Header,
        DecimalMark = DecimalMark ?? other?.DecimalMark,
        DayFirst = DayFirst ?? other?.DayFirst,
        Missing = Missing ?? other?.Missing,
    };

    internal (byte Red, byte Green, byte Blue) BackgroundColor => TryParseColor(Background, out var color) ? color : default;

    private static bool IsAllowed(ImageSize size) => size is { Width: >= 1 and <= LargestSide, Height: >= 1 and <= LargestSide };

    private static bool TryParseColor(string text, out (byte Red, byte Green, byte Blue) color)
    {
        var hex = text.ToUpperInvariant() switch
        {
            "WHITE" => "FFFFFF",
            "BLACK" => "000000",
            "GREY" or "GRAY" => "808080",
            ['#', .. var digits] => digits,
            _ => "",
        };
        var isColor = hex.Length == 6 & int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb);
        color = ((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        return isColor;
    }
}

/// <summary>Data options under their names on the command line; only those that differ from the defaults.</summary>
internal static class DataOptionWords
{
    /// <summary>The names: <c>--size, --fit</c>.</summary>
    public static string Names(this DataOptions options) => string.Join(", ", Given(options).Select(option => option.Name));

    /// <summary>The words of a command line, unquoted.</summary>
    public static IEnumerable<string> Words(this DataOptions options) =>
        Given(options).SelectMany(option => option.Value is { } value ? CommandWords.Option(option.Name, value) : [option.Name]);

    private static IEnumerable<(string Name, string? Value)> Given(DataOptions options)
    {
        var none = new DataOptions();
        if (options.Crop is { } crop)
            yield return ("--crop", $"{crop}");
        if (options.Size is { } size)
            yield return ("--size", $"{size}");
        if (options.Fit != none.Fit)
            yield return ("--fit", Name(options.Fit));
        if (options.Color is { } color)
            yield return ("--color", Name(color));
        if (options.Background != none.Background)
            yield return ("--background", options.Background);
        if (options.Range is { } range)
            yield return ("--range", $"{range}");
        if (options.SkipBad)
            yield return ("--skip-bad", null);
        if (options.Labels is { } labels)
            yield return ("--labels", ColumnWords.WriteNames(labels));
        if (options.Condition is { } condition)
            yield return ("--condition", ColumnWords.WriteNames(condition));
        if (options.Encoding is { } encoding)
            yield return ("--encoding", encoding);
        if (options.Separator is { } separator)
            yield return ("--separator", separator switch { '\t' => "tab", ' ' => "space", var other => $"{other}" });
        if (options.Header is { } header)
            yield return ("--header", header ? "yes" : "no");
        if (options.DecimalMark is { } point)
            yield return ("--decimal", $"{point}");
        if (options.DayFirst is { } isDayFirst)
            yield return ("--dates", isDayFirst ? "day-first" : "month-first");
        if (options.Missing is { } missing)
            yield return ("--missing", ColumnWords.WriteNames(missing));
    }

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

internal readonly record struct DataProgress(int Done, int Total);
