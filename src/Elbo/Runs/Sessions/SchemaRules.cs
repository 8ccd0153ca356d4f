using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Diagnosis;
using Elbo.Models;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>Decisions that depend on the schema of the data: default options, allowed options, how data is read, and the doctor's measurements.</summary>
internal abstract class SchemaRules
{
    /// <summary>The model's options without any settings.</summary>
    public abstract VaeOptions UsualModel { get; }

    /// <summary>The words for restoring data that has changed: <c>the data</c>, <c>the file</c>.</summary>
    public abstract string Source { get; }

    /// <summary>Settings whose every value is a fault for such data, by option name. Default none.</summary>
    public virtual IReadOnlyList<string> Unknown => [];

    /// <summary>The rules for data that has not been read yet.</summary>
    /// <param name="data">Its name or path.</param>
    public static SchemaRules ForData(string data) => SchemaParts.Of<SchemaRules>(FileFormat.Of(data).Schema);

    /// <summary>The rules for examples of a schema.</summary>
    public static SchemaRules For(Schema schema) => schema.Part<SchemaRules>();

    /// <summary>The training options without any settings.</summary>
    public abstract TrainingOptions UsualTraining(VaeOptions model);

    /// <summary>The model's options with those that the data decides.</summary>
    public abstract VaeOptions Fit(VaeOptions model, Schema schema);

    /// <summary>Options that do not apply to this data, one sentence each.</summary>
    public abstract IEnumerable<string> Faults(VaeOptions model, TrainingOptions training);

    /// <summary>Requested settings that do not apply to this data, one sentence each.</summary>
    /// <param name="data">The name or path of the data.</param>
    /// <param name="settings">All settings that are not defaults.</param>
    /// <param name="columns">Kinds of columns; null if none were given.</param>
    /// <param name="options">How the data is read; null if not given.</param>
    public abstract IEnumerable<string> Faults(
        string data, SettingValues settings, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options);

    /// <summary>Reads the data of a new run.</summary>
    /// <param name="data">Its name or path.</param>
    /// <param name="columns">Kinds of columns; null for the guess.</param>
    /// <param name="options">How the data is read; null for the defaults.</param>
    /// <param name="load">Reads images.</param>
    public abstract Dataset Read(
        string data, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options, Func<string, DataOptions?, Dataset> load);

    /// <summary>Reads the data of a run as it was read for its training.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">Where its data is: see <see cref="RunDataPlace"/>.</param>
    /// <param name="load">Reads images.</param>
    public abstract Dataset Read(RunManifest run, string data, Func<string, DataOptions?, Dataset> load);

    /// <summary>Options that suit examples of this size and number better than the defaults; null if the defaults suit.</summary>
    public abstract ModelChoice? Choice(ImageShape shape, int count, SettingValues given);

    /// <summary>Notes about the data for the user, in sentences.</summary>
    /// <param name="data">The name or path of the data.</param>
    /// <param name="columns">Kinds of columns; null for the guess.</param>
    /// <param name="options">How the data is read; null for the defaults.</param>
    public abstract IReadOnlyList<string> Remarks(string data, IReadOnlyDictionary<string, ColumnKind>? columns, DataOptions? options);

    /// <summary>Refuses examples that do not fit the options.</summary>
    /// <exception cref="OptionsException">An example does not fit; the message names it.</exception>
    public abstract void ThrowIfUnfit(Dataset data, VaeOptions model, TrainingOptions training);

    /// <summary>Sets the output bias to the mean of the training examples.</summary>
    public abstract void BiasToMean(Vae model, ExampleSet train);

    /// <summary>Facts about the data without a model, for the doctor; null if nothing is measured.</summary>
    public abstract DataFacts? Facts(RunManifest run, ExampleSet train, ExampleSet heldOut);

    /// <summary>Adds evidence for the doctor that needs both the model and the data.</summary>
    public abstract Evidence Complete(Evidence evidence, Vae model, ExampleSet heldOut, DataFacts? facts);
}
