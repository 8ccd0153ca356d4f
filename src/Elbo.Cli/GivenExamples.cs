using System.CommandLine;
using System.Globalization;
using Elbo.Analysis.Imputation;
using Elbo.Cli.Verbs;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Data.Known;
using Elbo.Models;

namespace Elbo.Cli;

/// <summary>The examples that a verb works on: DATA as it was named, or what the run learned from; one split of it or all.</summary>
/// <param name="Images">The images, of the model's shape.</param>
/// <param name="Data">The data's name or path.</param>
/// <param name="Split">test, validation, train or all.</param>
internal sealed record GivenExamples(ImageSet Images, string Data, string Split)
{
    private const string All = "all";
    private const int LongestStem = 60;

    /// <summary>What they are called: <c>mnist, test</c>.</summary>
    public string Source => $"{Data}, {Split}";

    /// <summary>What each example is called: the path of its file, else its index.</summary>
    public string[] Names { get; } = [.. Images.Names ?? Enumerable.Range(0, Images.Count).Select(example => example.ToString(CultureInfo.InvariantCulture))];

    /// <summary>What the label of each example is called; null where there are none.</summary>
    public string[]? Labels { get; } = Images.HasLabels ? [.. Images.Labels.ToArray().Select(Images.LabelName)] : null;

    /// <summary>Their source as a part of a file's name.</summary>
    public string FileStem => Stem(Source);

    /// <summary>A source of examples as a part of a file's name.</summary>
    public static string Stem(string source)
    {
        var words = string.Join('-', string.Concat(source.Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return words.Length <= LongestStem ? words : words[^LongestStem..].TrimStart('-');
    }

    /// <summary>The argument and the options that choose them.</summary>
    public sealed class Options
    {
        private readonly Argument<string?> data = new("DATA") { Description = "Examples: anything that elbo train takes, or a single image (the run's own data).", Arity = ArgumentArity.ZeroOrOne };
        private readonly Option<string?> split = new Option<string?>("--split") { Description = "test, validation, train or all (all of a file or folder; test of a known data set and of the run's own data).", HelpName = "SPLIT" }
            .AcceptOnlyFromAmong("test", "validation", "train", All);
        private readonly Option<bool> skipBad = new("--skip-bad") { Description = "Leave damaged image files of DATA out instead of stopping at the first." };
        private readonly Option<int?> limit = new("--limit") { Description = "Only the first N examples.", HelpName = "N" };

        public Command AddTo(Command command)
        {
            command.Arguments.Add(data);
            command.Options.Add(split);
            command.Options.Add(limit);
            command.Options.Add(skipBad);
            limit.Validators.Add(result =>
            {
                // What is no number is the parser's to refuse.
                if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && value < 1)
                    result.AddError($"--limit was {value}; it must be at least 1. Use --limit 1000.");
            });
            return command;
        }

        /// <summary>DATA as it was named; null where it was not.</summary>
        public string? DataPath(ParseResult parsed) => parsed.GetValue(data);

        /// <summary>Images for elbo impute: of a picture or an array, in which NaN may stand, or of any other data.</summary>
        public GivenHoles ReadHoles(Terminal terminal, ParseResult parsed, OpenRun run, ImputeRequest request, CancellationToken cancellation) =>
            parsed.GetValue(data) is { } file && parsed.GetValue(split) is null && ImageHolesFile.IsOne(file)
            ? GivenHoles.Of(file, run, parsed.GetValue(limit), request)
            : GivenHoles.Of(Read(terminal, parsed, run, cancellation), request);

        /// <summary>The same of a run on a table.</summary>
        public GivenRows ReadRows(ParseResult parsed, OpenRun run) =>
            GivenRows.Read(run, parsed.GetValue(data), parsed.GetValue(split), parsed.GetValue(limit));

        /// <summary>Reads them. What is told of it goes to standard error, since standard output is for results.</summary>
        public GivenExamples Read(Terminal terminal, ParseResult parsed, OpenRun run, CancellationToken cancellation)
        {
            var name = parsed.GetValue(data);
            if (name is not null && FileFormat.Of(name).Table is not null)
                throw new OptionsException([$"{run.Folder.Root} learned from images of {run.Model.Options.Shape}, and {name} is a table. Give images, or a run on a table."]);
            var chosen = parsed.GetValue(split) ?? (name is null || DatasetCatalog.Find(name) is not null ? "test" : All);
            var options = name is not null && GivenImages.IsImageFiles(name) ? AsTheRun(run, parsed.GetValue(skipBad)) : null;
            if (options is null && parsed.Has(skipBad))
                throw new OptionsException([$"--skip-bad was given, but does nothing without DATA of image files. Name a folder, an archive or an image, or leave --skip-bad out."]);
            var images = name is null ? Of(run.Images, chosen)
                : chosen == All ? LoadedData.LoadGiven(terminal, name, options, cancellation).Images
                : Of(LoadedData.Load(terminal, name, options, json: true, cancellation), chosen);
            name ??= run.Images.Name;
            ThrowIfShapeDiffers(images, run.Model, name);
            if (parsed.GetValue(limit) is { } most && most < images.Count)
                images = images.Slice(0, most);
            return new(images, name, chosen);
        }

        private static ImageSet Of(Dataset<ImageSet> dataset, string chosen) => chosen == All ? dataset.All() : dataset.Split(chosen)
            ?? throw new OptionsException([$"--split was {chosen}, but {dataset.Name} has no validation split. Use --split test, train or all."]);

        /// <summary>Image files are read as the run's own are, at the model's size and in its channels; whatever their labels are.</summary>
        private static DataOptions AsTheRun(OpenRun run, bool skipBad)
        {
            var shape = run.Model.Options.Shape;
            var own = run.Manifest.Data.Options ?? new();
            return own with
            {
                SkipBad = own.SkipBad || skipBad,
                Size = new(shape.Width, shape.Height),
                Color = shape.Channels == 1 ? ImageColor.Grey : ImageColor.Rgb,
                Labels = null,
            };
        }

        private static void ThrowIfShapeDiffers(ImageSet images, TrainedVae model, string name)
        {
            if (images.Shape != model.Options.Shape)
                throw new OptionsException([$"{name} holds images of {images.Shape}, but the model was trained on {model.Options.Shape}. Give images of that shape."]);
        }
    }
}
