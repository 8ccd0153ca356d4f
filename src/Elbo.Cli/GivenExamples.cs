using System.CommandLine;
using System.Globalization;
using Elbo.Cli.Verbs;
using Elbo.Data;
using Elbo.Imputation;
using Elbo.Models;

namespace Elbo.Cli;

/// <summary>The examples that a verb works on: DATA as it was named, or what the run learned from; one split of it or all.</summary>
/// <param name="Images">The images, of the model's shape.</param>
/// <param name="Source">What they are called: <c>mnist, test</c>.</param>
internal sealed record GivenExamples(ImageSet Images, string Source)
{
    private const string All = "all";

    /// <summary>What each example is called: the path of its file, else its index.</summary>
    public string[] Names() => [.. Images.Names ?? Enumerable.Range(0, Images.Count).Select(Name)];

    /// <summary>The label of each example; null where there are none.</summary>
    public string[]? Labels() => Images.HasLabels ? [.. Images.Labels.ToArray().Select(label => label.ToString(CultureInfo.InvariantCulture))] : null;

    /// <summary>A file name for an example, without an ending.</summary>
    public static string FileName(int example) => example.ToString("D6", CultureInfo.InvariantCulture);

    private static string Name(int example) => example.ToString(CultureInfo.InvariantCulture);

    /// <summary>The argument and the options that choose them.</summary>
    public sealed class Options
    {
        private readonly Argument<string?> data = new("DATA") { Description = "Examples: anything that elbo train takes (the run's own data).", Arity = ArgumentArity.ZeroOrOne };
        private readonly Option<string?> split = new Option<string?>("--split") { Description = "test, validation, train or all (all of a file or folder; test of a known data set and of the run's own data).", HelpName = "SPLIT" }
            .AcceptOnlyFromAmong("test", "validation", "train", All);
        private readonly Option<int?> limit = new("--limit") { Description = "Only the first N examples.", HelpName = "N" };

        public Command AddTo(Command command)
        {
            command.Arguments.Add(data);
            command.Options.Add(split);
            command.Options.Add(limit);
            limit.Validators.Add(result =>
            {
                if (!result.Errors.Any() && result.GetValueOrDefault<int?>() is < 1 and var value)
                    result.AddError($"--limit was {value}; it must be at least 1. Use --limit 1000.");
            });
            return command;
        }

        /// <summary>DATA as it was named; null where it was not.</summary>
        public string? DataPath(ParseResult parsed) => parsed.GetValue(data);

        /// <summary>Images for elbo impute: of a picture or an array, in which NaN may stand, or of any other data.</summary>
        public GivenHoles ReadHoles(ParseResult parsed, LoadedRun run, ImputeRequest request) =>
            parsed.GetValue(data) is { } file && parsed.GetValue(split) is null && ImageHolesFile.IsOne(file)
            ? GivenHoles.Of(file, run, parsed.GetValue(limit), request)
            : GivenHoles.Of(Read(parsed, run), request);

        /// <summary>The same of a run on a table.</summary>
        public GivenRows ReadRows(ParseResult parsed, LoadedRun run) =>
            GivenRows.Read(run, parsed.GetValue(data), parsed.GetValue(split), parsed.GetValue(limit));

        public GivenExamples Read(ParseResult parsed, LoadedRun run)
        {
            var name = parsed.GetValue(data);
            var dataset = name is null ? run.Data : Datasets.Load(name, Datasets.IsImageFiles(name) ? AsTheRun(run) : null);
            var chosen = parsed.GetValue(split) ?? (name is null || DatasetCatalog.Find(name) is not null ? "test" : All);
            var images = chosen == All ? dataset.All() : dataset.Split(chosen)
                ?? throw new OptionsException([$"--split was {chosen}, but {dataset.Name} has no validation split. Use --split test, train or all."]);
            ThrowIfShapeDiffers(images, run.Model, dataset.Name);
            if (parsed.GetValue(limit) is { } most && most < images.Count)
                images = images.Slice(0, most);
            return new(images, $"{dataset.Name}, {chosen}");
        }

        /// <summary>Image files are read as the run's own are, at the model's size and in its channels.</summary>
        private static DataOptions AsTheRun(LoadedRun run)
        {
            var shape = run.Model.Options.Shape;
            return (run.Manifest.Data.Options ?? new()) with
            {
                Size = new(shape.Width, shape.Height),
                Color = shape.Channels == 1 ? ImageColor.Grey : ImageColor.Rgb,
            };
        }

        private static void ThrowIfShapeDiffers(ImageSet images, TrainedVae model, string name)
        {
            if (images.Shape != model.Options.Shape)
                throw new OptionsException([$"{name} holds images of {images.Shape}, but the model was trained on {model.Options.Shape}. Give images of that shape."]);
        }
    }
}
