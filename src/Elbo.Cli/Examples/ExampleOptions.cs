using System.CommandLine;
using System.Globalization;
using Elbo.Data;
using Elbo.Data.Known;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Files.Delimited;

namespace Elbo.Cli.Examples;

/// <summary>Which examples a verb works on.</summary>
/// <param name="Terminal">For notes about files that were left out.</param>
/// <param name="Data">The data as it was named; null for the run's own.</param>
/// <param name="Split">test, validation, train or all; null for all of a file or folder, and test of other data.</param>
/// <param name="Limit">The most examples to take, drawn at random; null for all.</param>
/// <param name="SkipBad">Whether damaged image files are left out.</param>
/// <param name="Text">How the text of a table is read, where that differs from how the run's own was.</param>
internal sealed record ExampleRequest(Terminal Terminal, string? Data, string? Split, int? Limit, bool SkipBad, DataOptions Text)
{
    /// <summary>How to treat rows of a table with a cell that the run does not know.</summary>
    public UnknownCells Unknown { get; init; }

    /// <summary>The values of black and white of DATA; null for those of the run.</summary>
    public PixelRange? Range { get; init; }

    /// <summary>The condition in place of the examples' own; null for none.</summary>
    public string[]? Given { get; init; }

    /// <summary>How the text of a table is read: as it was asked for, else as the run's own.</summary>
    public DataOptions TextOf(OpenRun run)
    {
        ThrowIfNoText(run);
        var options = Text.OfTablesOver(run.Manifest.Data.Options);
        // Filled files are UTF-8 whatever the run's data was.
        return Data is not null && Text.Encoding is null && options.Encoding is not null && GzipFile.Read(Data, TextEncodings.IsUnicode)
            ? options with { Encoding = null }
            : options;
    }

    /// <summary>Reads the examples.</summary>
    public GivenExamples Read(OpenRun run, CancellationToken cancellation)
    {
        var form = ExampleForm.Of(run.Schema);
        if (Given is not null)
            run.Fix(Given);
        if (Data is not null)
            form.ThrowIfOther(run, Data);
        ThrowIfNoText(run);
        if (SkipBad && (Data is null || !GivenImages.IsImageFiles(Data)))
            throw new OptionsException([
                "--skip-bad was given, but does nothing without DATA of image files. Name a folder, an archive or an image, or leave --skip-bad out."]);
        if (Range is not null && (Data is null || !FileFormat.Of(Data).HasRange && !GivenImages.IsImageFiles(Data)))
            throw new OptionsException([$"--range was {Range}, but does nothing without DATA of arrays or image files. Name one, or leave --range out."]);
        var split = Split ?? (Data is null || DatasetCatalog.Find(Data) is not null ? "test" : ExampleForm.All);
        var examples = form.Read(run, this, split, cancellation);
        if (Limit is { } most && most < examples.Count)
        {
            TellSubset(examples.Count);
            examples = examples.Subset(most, SubsetSeed);
        }
        examples = run.Conditioned(examples, Data ?? run.Manifest.Data.Name);
        return form.Given(examples, Data ?? run.Manifest.Data.Name, split);
    }

    /// <summary>The seed of the examples that are taken if <see cref="Limit"/> is smaller than their number.</summary>
    public const ulong SubsetSeed = 0;

    /// <summary>Says that only some of the examples are taken.</summary>
    public void TellSubset(int count) => LoadedData.Tell(
        Terminal, Data ?? "the run's data", [FormattableString.Invariant($"{Limit:N0} of {count:N0} examples, drawn at random with seed {SubsetSeed}")]);

    private void ThrowIfNoText(OpenRun run)
    {
        Text.Validate();
        if (!Text.IsDefault && (Data is null || run.Schema.Columns is null))
            throw new OptionsException([$"{Text.Names()} was given, but "
                + (Data is null ? "without DATA the run's own data is read as it was for training." : $"{run.Folder.Root} learned from images.")
                + " Leave it out."]);
    }
}

/// <summary>The argument and the options that choose examples.</summary>
internal sealed class ExampleOptions
{
    private readonly Argument<string?> data = new("DATA")
    {
        Description = "Examples: anything that elbo train takes, or a single image (the run's own data).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> runData = CommonOptions.Data();

    private readonly Option<string?> split = new Option<string?>("--split")
    {
        Description = "test, validation, train or all (all of a file or folder; test of a known data set and of the run's own data).",
        HelpName = "SPLIT",
    }.AcceptOnlyFromAmong("test", "validation", "train", ExampleForm.All);

    private readonly Option<bool> skipBad = new("--skip-bad")
    {
        Description = "Leave damaged image files of DATA out instead of stopping at the first.",
    };

    private readonly Option<PixelRange?> range = DataOptionSet.Range("those of the run");

    private readonly Option<string[]?> given = CommonOptions.Condition();

    private readonly TextOptionSet text = new();

    private readonly Option<int?> limit = CommonOptions.Value<int?>("--limit", "N", "Only N examples, drawn at random, always the same ones.");

    public Command AddTo(Command command)
    {
        command.Arguments.Add(data);
        command.Options.Add(split);
        command.Options.Add(limit);
        command.Options.Add(skipBad);
        command.Options.Add(range);
        command.Options.Add(given);
        text.AddTo(command);
        command.Options.Add(runData);
        limit.Validators.Add(result =>
        {
            // The parser refuses values that are not numbers.
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && value < 1)
                result.AddError($"--limit was {value}; it must be at least 1. Use --limit 1000.");
        });
        return command;
    }

    /// <summary>The place of the run's own data if it has moved; null for none.</summary>
    public string? RunData(ParseResult parsed) => parsed.GetValue(runData);

    public ExampleRequest Read(Terminal terminal, ParseResult parsed) =>
        new(terminal, parsed.GetValue(data), parsed.GetValue(split), parsed.GetValue(limit), parsed.GetValue(skipBad),
            text.Read(parsed, new()))
        {
            Given = CommonOptions.Given(parsed, given),
            Range = parsed.GetValue(range),
        };
}
