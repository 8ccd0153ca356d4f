using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Diagnosis;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>The rules for images.</summary>
[For<ImageSchema>]
internal sealed class ImageRules : SchemaRules
{
    public override VaeOptions UsualModel => new();

    public override string Source => "the data";

    public override TrainingOptions UsualTraining(VaeOptions model) => TrainingOptions.For(model);

    public override VaeOptions Fit(VaeOptions model, Schema schema) => (model with { Shape = schema.Shape }).Fitted();

    public override IEnumerable<string> Faults(VaeOptions model, TrainingOptions training) => GuessTraining.Faults(model, training);

    public override IEnumerable<string> Faults(
        string data, SettingValues settings, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options)
    {
        if (columns is not null)
            yield return $"columns was given, but {data} is not a table. Leave --columns out, or give a CSV file.";
        if (options?.OfTables is { IsDefault: false } given)
            yield return $"{given.Names()} was given, but {data} is not a table, and that is for tables. Leave it out.";
    }

    public override Dataset Read(
        string data, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options, Func<string, DataOptions?, Dataset> load) => load(data, options);

    public override Dataset Read(RunManifest run, string data, Func<string, DataOptions?, Dataset> load) => load(data, run.Data.Options);

    public override ModelChoice? Choice(ImageShape shape, int count, SettingValues given) => ModelChoice.For(shape, count, given);

    public override IReadOnlyList<string> Remarks(string data, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options) => [];

    public override void ThrowIfUnfit(Dataset data, VaeOptions model, TrainingOptions training)
    {
        var images = (Dataset<ImageSet>)data;
        if (training.Binarization == Binarization.Static)
            StaticPixels.ThrowIfGrey(images);
        if (model.Likelihood.GreyLevels is { } levels && training.Binarization == Binarization.None)
            LevelPixels.ThrowIfBetweenLevels(images, levels);
    }

    public override void BiasToMean(Vae model, ExampleSet train) => Initialization.BiasToMean(model, (ImageSet)train);

    public override DataFacts? Facts(RunManifest run, ExampleSet train, ExampleSet heldOut) =>
        DataFacts.Of((ImageSet)train, (ImageSet)heldOut, run.Model.Likelihood, run.Training.Binarization);

    public override Evidence Complete(Evidence evidence, Vae model, ExampleSet heldOut, DataFacts? facts) =>
        evidence.With(model, (ImageSet)heldOut, facts!);
}
