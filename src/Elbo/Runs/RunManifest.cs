using System.Globalization;
using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Files;
using Elbo.Models;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>The content of <c>run.json</c>: everything that defines a run, and how it ended. Documented in docs/run-folder.md.</summary>
public sealed record RunManifest
{
    /// <summary>The version of the run folder's format that this library writes.</summary>
    public const int CurrentFormat = 9;

    /// <summary>The version of the run folder's format.</summary>
    public required int Format { get; init; }

    /// <summary>The status of the run.</summary>
    [JsonInclude]
    [JsonRequired]
    internal RunStatus Status { get; init; }

    /// <summary>True once all epochs are done.</summary>
    [JsonIgnore]
    public bool IsFinished => Status == RunStatus.Finished;

    /// <summary>Why the run failed; null otherwise.</summary>
    public string? Failure { get; init; }

    /// <summary>Why training ended before its last epoch, by early stopping; null otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stopped { get; init; }

    /// <summary>True if nothing is left to train under some options: all epochs are done, or early stopping ended the run with the same patience.</summary>
    internal bool IsDone(TrainingOptions asked) => Status == RunStatus.Finished
        && (EpochsDone == asked.Epochs || Stopped is not null && asked.Patience > 0 && asked.Patience <= Training.Patience);

    /// <summary>When training began, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When training ended, UTC; null while it runs.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The recipe that the options are based on; null without one.</summary>
    public string? Recipe { get; init; }

    /// <summary>The words of the command that repeats this run, unquoted, the program's name first; null for runs made from the library.</summary>
    [JsonConverter(typeof(CommandConverter))]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The file that the weights were imported from; null for runs that Elbo has trained.</summary>
    [JsonInclude]
    internal RunImport? Imported { get; init; }

    /// <summary>The data.</summary>
    [JsonInclude]
    [JsonRequired]
    internal RunData Data { get; init; } = null!;

    /// <summary>The encoding of a table's rows; null for a model of images.</summary>
    [JsonInclude]
    internal TableEncoding? Table { get; init; }

    /// <summary>The columns of the condition; null if the model has none.</summary>
    [JsonInclude]
    internal ConditionSchema? Condition { get; init; }

    /// <summary>The training examples whose label was known, by number; null unless the model infers a class and only some were known.</summary>
    [JsonInclude]
    internal IReadOnlyList<int>? KnownLabels { get; init; }

    /// <summary>The training examples with a label; null if all have one, or the model infers no class.</summary>
    internal static IReadOnlyList<int>? LabelsOf(Dataset data) =>
        data.Train.Conditions is { Schema.IsInferred: true, Labels: { } labels } && labels.Contains(-1)
            ? [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] >= 0)]
            : null;

    /// <summary>The columns of a file of rows: those that are learned, then those of the condition; null for images.</summary>
    internal TableEncoding? RowColumns => Table is null || Condition is null ? Table : new([.. Table.Columns, .. Condition.Columns]);

    /// <summary>What one example is.</summary>
    internal Schema Schema => Schema.Of(Model.Shape, Table);

    /// <summary>The model's options.</summary>
    public required VaeOptions Model { get; init; }

    /// <summary>The training options.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>The engine of the training steps, and why it was chosen.</summary>
    [JsonInclude]
    internal EngineChoice? Engine { get; init; }

    /// <summary>The assemblies outside Elbo that the run takes kinds from; null if it takes none.</summary>
    [JsonInclude]
    internal IReadOnlyList<RunPlugin>? Plugins { get; init; }

    /// <summary>The machine and the versions.</summary>
    [JsonInclude]
    [JsonRequired]
    internal RunMachine Machine { get; init; } = null!;

    /// <summary>Epochs completed.</summary>
    public int EpochsDone { get; init; }

    /// <summary>The epoch whose weights are in <c>model.safetensors</c>; 0 before the first.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Wall-clock time of all epochs, evaluation included, over all resumes.</summary>
    public double Seconds { get; init; }

    /// <summary>Training throughput, evaluation not counted.</summary>
    public double ExamplesPerSecond { get; init; }

    /// <summary>Numbers of the training split at the best epoch, averaged over its steps.</summary>
    public SplitNumbers? Train { get; init; }

    /// <summary>Numbers of the validation split at the best epoch; null without one.</summary>
    public SplitNumbers? Validation { get; init; }

    /// <summary>Numbers of the test split at the best epoch.</summary>
    public SplitNumbers? Test { get; init; }

    /// <summary>Steps that were not finite and after which training continued.</summary>
    [JsonInclude]
    internal IReadOnlyList<TrainingIncident> Incidents { get; init => field = value ?? []; } = [];

    /// <summary>The doctor's findings.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = value ?? []; } = [];

    /// <summary>Throws if the run has no weights yet.</summary>
    /// <param name="run">The run folder, as it was given.</param>
    /// <exception cref="RunException">The first epoch was never finished.</exception>
    public void ThrowIfUntrained(string run)
    {
        if (BestEpoch == 0 && Imported is null)
            throw new RunException(
                $"{run} has no trained weights yet: its first epoch was never finished. Continue it with: elbo train --resume --out {CommandWords.Quote(run)}");
    }

    /// <summary>Collects the doctor's evidence of one epoch.</summary>
    /// <param name="metrics">The epochs; later ones are left out.</param>
    /// <param name="epoch">The epoch to look at, from 1.</param>
    /// <param name="split">The name of the split that was evaluated.</param>
    /// <param name="numbers">Its numbers after the epoch.</param>
    internal Evidence EvidenceOf(IReadOnlyList<MetricsRow> metrics, int epoch, string split, SplitNumbers numbers) => new()
    {
        Model = Model,
        Training = Training,
        Epoch = epoch,
        Split = split,
        HeldOut = numbers,
        History = EpochPoint.Of(metrics, epoch, split, Training.Beta),
        Incidents = [.. Incidents.Where(incident => incident.Epoch <= epoch)],
    };

    /// <summary>The command that repeats this run with other epochs or another seed, as after resuming or in a series over seeds.</summary>
    internal IReadOnlyList<string>? CommandWith(TrainingOptions training)
    {
        var command = Command;
        if (training.Epochs != Training.Epochs)
            command = command?.WithOption("--epochs", training.Epochs.ToString(CultureInfo.InvariantCulture));
        if (training.Seed != Training.Seed)
            command = command?.WithOption("--seed", training.Seed.ToString(CultureInfo.InvariantCulture));
        return command;
    }

    /// <summary>The likelihood with its settings and an estimated σ, for display: <c>Gaussian, optimal σ 0.0834</c>.</summary>
    public string DescribeLikelihood() => Model.Likelihood.Describe() + (Test?.Sigma is { } sigma ? FormattableString.Invariant($" {sigma:G4}") : "");
}
