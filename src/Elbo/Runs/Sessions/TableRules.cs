using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Diagnosis;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>The rules for the rows of a table; options for images do not apply to them.</summary>
[For<TableSchema>]
internal sealed class TableRules : SchemaRules
{
    private const int MostNotes = 5;

    /// <summary>A model for tables: 128-128-z10-128.</summary>
    public static VaeOptions Modest { get; } = new() { Hidden = [128, 128], DecoderHidden = [128], Latents = 10 };

    public override VaeOptions UsualModel => Modest;

    public override string Source => "the file";

    public override IReadOnlyList<string> Unknown => ["condition-region", "guess-epochs"];

    public override TrainingOptions UsualTraining(VaeOptions model) => new() { Binarization = Binarization.None };

    public override VaeOptions Fit(VaeOptions model, Schema schema) =>
        model with { Shape = schema.Shape, Likelihood = TableLikelihood.Of(schema.Columns!) };

    public override IEnumerable<string> Faults(VaeOptions model, TrainingOptions training)
    {
        if (model.Net.NeedsImages)
            yield return $"model was {model.Net.Name}, but the columns of a table are not an image. Use --model mlp.";
        if (training.Binarization != Binarization.None)
            yield return $"binarization was {training.Binarization.ToString().ToLowerInvariant()}, but a table has no grey values. Use --binarization none.";
        if (training.OutputBias == OutputBias.Mean)
            yield return "output-bias was mean, which is the mean of images; the columns of a table are standardized. Use --output-bias drawn.";
        if (model.ConditionRegion is { } region)
            yield return $"condition-region was {region}, but the rows of a table have no region to complete. Leave --condition-region out, or use "
                + "--condition COLUMN.";
        if (training.GuessEpochs > 0)
            yield return $"guess-epochs was {training.GuessEpochs}, but the rows of a table have no region to complete. Leave --guess-epochs out.";
    }

    public override IEnumerable<string> Faults(
        string data, SettingValues settings, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options)
    {
        if (settings["likelihood"] is { } likelihood)
            yield return $"likelihood was {Setting.Show(likelihood)}, but each column of a table has its own. "
                + "Leave --likelihood out, and use --columns NAME:KIND.";
        if (options?.OfImages is { IsDefault: false } given)
            yield return $"{given.Names()} was given, but {data} is a table, and that is for images. Leave it out.";
    }

    public override Dataset Read(
        string data, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options, Func<string, DataOptions?, Dataset> load) =>
        TableDatasets.Load(data, columns, options);

    public override Dataset Read(RunManifest run, string data, Func<string, DataOptions?, Dataset> load) =>
        TableDatasets.Load(data, run.RowColumns!, run.Data.Options);

    public override ModelChoice? Choice(ImageShape shape, int count, SettingValues given) => ModelChoice.ForRows(count, given);

    /// <summary>How the file was read where it is not obvious, cells that are far from the others, and columns that were left out without being asked
    /// for.</summary>
    public override IReadOnlyList<string> Remarks(string data, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options)
    {
        var inspection = TableFile.Inspect(data, columns, options);
        var warnings = inspection.Columns.Select(column => column.Warning).OfType<string>().Select(warning => $"{data}, {warning}");
        string[] notes = [.. inspection.Notes.Concat(WordNotes(inspection.Columns)).Select(note => $"{data}: {note}."), .. warnings];
        ColumnInspection[] skipped =
        [
            .. inspection.Columns
                .Where(column => column.Column.Kind == ColumnKind.Skip && columns?.ContainsKey(column.Column.Name) != true),
        ];
        if (skipped.Length == 0)
            return notes;
        var reasons = string.Join(", ", skipped.Select(column => $"{column.Column.Name} ({column.Reason})"));
        return [.. notes, $"Not trained on: {reasons}. Another kind: {ColumnWords.Option(skipped[0].Column.Name, "KIND")}."];
    }

    /// <summary>Words for missing cells in columns that are learned.</summary>
    private static IEnumerable<string> WordNotes(IEnumerable<ColumnInspection> columns) => columns
        .Where(column => column.Column.Kind != ColumnKind.Skip && column.Remark.Length > 0).Take(MostNotes)
        .Select(column => $"in column {column.Column.Name}, {column.Remark}");

    public override void ThrowIfUnfit(Dataset data, VaeOptions model, TrainingOptions training)
    {
    }

    public override void BiasToMean(Vae model, ExampleSet train) => throw new InvalidOperationException("Faults refuses a mean output bias for tables.");

    public override DataFacts? Facts(RunManifest run, ExampleSet train, ExampleSet heldOut) => null;

    public override Evidence Complete(Evidence evidence, Vae model, ExampleSet heldOut, DataFacts? facts) => evidence;
}
