using Elbo.Data;
using Elbo.Data.Images;

namespace Elbo.Studio.Training;

/// <summary>How image files and arrays are read, by option name of <c>elbo train</c>; an absent or empty value keeps what is found in the data.</summary>
internal static class ReadingChoices
{
    public const string Size = "size", Fit = "fit", Color = "color", Range = "range";

    /// <summary>The options that apply to image files, or to arrays.</summary>
    public static IReadOnlyList<string> Of(bool areFiles) => areFiles ? [Size, Fit, Color, Range] : [Range];

    /// <exception cref="StudioException">A value is not allowed.</exception>
    public static DataOptions Read(IReadOnlyDictionary<string, string> values)
    {
        var options = new DataOptions();
        if (Given(values, Size) is { } size)
            options = options with
            {
                Size = ImageSize.TryParse(size, out var pixels) ? pixels
                    : throw Refused(Size, size, "64 for a square, or 64x48 for width and height"),
            };
        if (Given(values, Fit) is { } fit)
            options = options with { Fit = Choice<ImageFit>(Fit, fit) };
        if (Given(values, Color) is { } color)
            options = options with { Color = Choice<ImageColor>(Color, color) };
        if (Given(values, Range) is { } range)
            options = options with
            {
                Range = PixelRange.TryParse(range, out var blackAndWhite) ? blackAndWhite
                    : throw Refused(Range, range, "the values of black and white, such as 0..4095"),
            };
        return options;
    }

    /// <summary>The words of a choice.</summary>
    public static IEnumerable<string> Words<T>() where T : struct, Enum => Enum.GetNames<T>().Select(name => name.ToLowerInvariant());

    private static string? Given(IReadOnlyDictionary<string, string> values, string name) =>
        values.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } given ? given : null;

    private static T Choice<T>(string name, string word) where T : struct, Enum =>
        Words<T>().Contains(word) ? Enum.Parse<T>(word, ignoreCase: true) : throw Refused(name, word, string.Join(", ", Words<T>()));

    private static StudioException Refused(string name, string value, string allowed) =>
        new($"{name} was {VisibleText.Line(value)}; it must be {allowed}.");
}
