using System.CommandLine;
using System.Text.Json;
using Elbo.Data;

namespace Elbo.Cli;

/// <summary>The options that say how image files are read, of every verb that takes DATA.</summary>
internal sealed class DataOptionSet
{
    /// <summary>What DATA may be.</summary>
    public const string DataDescription = "A known data set (mnist), an IDX file or a folder of IDX files, a folder, .tar or .zip of images, an .npy or .npz file, or a table (.csv, .tsv).";

    private readonly Option<ImageSize?> crop = Size("--crop", "Read the middle of each image, of this size in pixels of the file, before --size (the whole image).");
    private readonly Option<ImageSize?> size = Size("--size", "Bring images to this size, W×H as 64x48, or N for a square (theirs, which must agree).");

    private readonly Option<ImageFit?> fit = Choice<ImageFit>("--fit", "How images of other proportions are brought to --size (crop).");
    private readonly Option<ImageColor?> color = Choice<ImageColor>("--color", "Channels that images are read into (grey where every image is, else rgb).");
    private readonly Option<string?> background = new("--background")
    {
        Description = "What transparent pixels lie over and --fit pad fills up with: white, black, grey or #rrggbb (white).",
        HelpName = "COLOR",
    };

    private readonly Option<bool> skipBad = new("--skip-bad") { Description = "Leave damaged image files out instead of stopping at the first." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { crop, size, fit, color, background, skipBad })
            command.Options.Add(option);
    }

    /// <summary>What was asked for; null where nothing was.</summary>
    public DataOptions? Read(ParseResult parsed)
    {
        var none = new DataOptions();
        var given = none with
        {
            Crop = parsed.GetValue(crop),
            Size = parsed.GetValue(size),
            Fit = parsed.GetValue(fit) ?? none.Fit,
            Color = parsed.GetValue(color),
            Background = parsed.GetValue(background) ?? none.Background,
            SkipBad = parsed.GetValue(skipBad),
        };
        return given.IsDefault ? null : given;
    }

    /// <summary>The words of a command line that ask for the same.</summary>
    public static IEnumerable<string> Words(DataOptions? options)
    {
        var none = new DataOptions();
        if (options?.Crop is { } crop)
            yield return $"--crop {crop}";
        if (options?.Size is { } size)
            yield return $"--size {size}";
        if (options is not null && options.Fit != none.Fit)
            yield return $"--fit {Json.Name(options.Fit)}";
        if (options?.Color is { } color)
            yield return $"--color {Json.Name(color)}";
        if (options is not null && options.Background != none.Background)
            yield return $"--background \"{options.Background}\"";
        if (options?.SkipBad == true)
            yield return "--skip-bad";
    }

    private static Option<ImageSize?> Size(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "WxH|N",
        CustomParser = result =>
        {
            if (ImageSize.TryParse(result.Tokens[0].Value, out var size))
                return size;
            result.AddError($"{name} was '{result.Tokens[0].Value}'; it must be width and height, such as 64x48, or one number for a square, such as 64.");
            return null;
        },
    };

    private static Option<T?> Choice<T>(string name, string description) where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()), StringComparer.OrdinalIgnoreCase);
        return new(name)
        {
            Description = description,
            HelpName = string.Join('|', names.Keys),
            CustomParser = result =>
            {
                if (names.TryGetValue(result.Tokens[0].Value, out var value))
                    return value;
                result.AddError($"{name} was '{result.Tokens[0].Value}'; it must be one of {string.Join(", ", names.Keys)}.");
                return null;
            },
        };
    }
}
