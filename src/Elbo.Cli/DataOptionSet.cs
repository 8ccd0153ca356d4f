using System.CommandLine;
using Elbo.Data;
using Elbo.Data.Images;

namespace Elbo.Cli;

/// <summary>The options that say how data is read and which labels are kept, of every verb that learns from DATA.</summary>
internal sealed class DataOptionSet
{
    /// <summary>What DATA may be.</summary>
    public static string DataDescription => Datasets.Accepted;

    private readonly Option<ImageSize?> crop =
        Size("--crop", "Read the middle of each image, of this size in pixels of the file, before --size (the whole image).");

    private readonly Option<ImageSize?> size = Size("--size", "Bring images to this size, W×H as 64x48, or N for a square (theirs, which must agree).");

    private readonly Option<ImageFit?> fit = Choice.Option<ImageFit>("--fit", "How images of other proportions are brought to --size (crop).");

    private readonly Option<ImageColor?> color =
        Choice.Option<ImageColor>("--color", "Channels that images are read into (grey where every image is, else rgb).");

    private readonly Option<string?> background = CommonOptions.Value<string?>(
        "--background", "COLOR", "What transparent pixels lie over and --fit pad fills up with: white, black, grey or #rrggbb (white).");

    private readonly Option<PixelRange?> range = Range("those of the type, or found from the largest value");

    private readonly Option<bool> skipBad = new("--skip-bad") { Description = "Leave damaged image files out instead of stopping at the first." };

    private readonly Option<string[]?> labels =
        CommonOptions.List("--labels", "Keep the examples of these labels only: numbers, or names of subfolders (all).", "LABEL,…");

    private readonly Option<string[]?> condition = CommonOptions.List(
        "--condition", "Condition the model on this: label, arrays of an .npz, or columns of a table, which are then no longer learned (nothing).", "NAME,…");

    private readonly TextOptionSet text = new();

    /// <param name="command">The verb.</param>
    /// <param name="hasCondition">True where a model is trained.</param>
    public void AddTo(Command command, bool hasCondition = false)
    {
        foreach (var option in new Option[] { crop, size, fit, color, background, range, skipBad, labels })
            command.Options.Add(option.Under(HelpGroups.Data, isRare: option != size && option != labels));
        if (hasCondition)
            command.Options.Add(condition.Under(HelpGroups.Data));
        text.AddTo(command);
    }

    /// <summary>The given options; null if there are none.</summary>
    public DataOptions? Read(ParseResult parsed)
    {
        var none = new DataOptions();
        var given = text.Read(parsed, none with
        {
            Crop = parsed.GetValue(crop),
            Size = parsed.GetValue(size),
            Fit = parsed.GetValue(fit) ?? none.Fit,
            Color = parsed.GetValue(color),
            Background = parsed.GetValue(background) ?? none.Background,
            Range = parsed.GetValue(range),
            SkipBad = parsed.GetValue(skipBad),
            Labels = CommonOptions.Given(parsed, labels),
            Condition = CommonOptions.Given(parsed, condition),
        });
        return given.IsDefault ? null : given;
    }

    /// <param name="usual">What holds without it.</param>
    public static Option<PixelRange?> Range(string usual) => new("--range")
    {
        Description = $"The values of black and white in arrays and image files ({usual}).",
        HelpName = "BLACK..WHITE",
        CustomParser = result =>
        {
            if (PixelRange.TryParse(result.Tokens[0].Value, out var range))
                return range;
            result.AddError($"--range was '{result.Tokens[0].Value}'; it must be the values of black and white, such as 0..4095 or -1..1.");
            return null;
        },
    };

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
}
