using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary>All numbers of one <c>elbo evaluate</c>; null for those that were not requested or are not available.</summary>
internal abstract class RunEvaluation
{
    private readonly ExampleSet split;

    /// <summary>Computes what is the same for all examples.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">What to compute.</param>
    /// <param name="progress">Shows how far the long parts are.</param>
    /// <param name="cancellation">Stops between batches.</param>
    protected RunEvaluation(OpenRun run, EvaluateRequest request, EvaluateProgress progress, CancellationToken cancellation)
    {
        (Run, Request, Seed) = (run, request, request.SeedOf(run));
        split = run.Split(request.Split);
        (Examples, NllExamples) = (request.Of(split), request.NllOf(split));
        Elbo = run.Model.Evaluate(Examples, Seed, request.RoundOf(run), request.Draws, cancellation);
        run.Model.ThrowIfOverflowing(Elbo, run.Folder.Root);
        if (run.Model is { Model.Classifier: not null, Condition.Classes: { } column })
            Classes = ClassScores.Of(ClassProbabilities.Of(run.Model, Examples, cancellation), Examples.Conditions?.Labels, column.Categories);
        if (run.Model is { Condition: not null, IsFixed: false } && request.Split != "train")
            Probes = ConditionProbe.Of(run.Model, run.Data.Train, Examples, Plain(run, request), cancellation);
        RateSplit = request.IsFull ? RateSplitEvaluator.Estimate(run.Model, Examples, Seed, cancellation) : null;
        Nll = request.NllSamples is { } samples
            ? progress.Watch(FormattableString.Invariant($"NLL({samples:N0})"), share =>
                run.Model.EstimateNll(NllExamples, samples, Seed, new ExampleShare(share, NllExamples.Count), cancellation))
            : null;
    }

    public OpenRun Run { get; }

    public EvaluateRequest Request { get; }

    /// <summary>The seed of all draws.</summary>
    public ulong Seed { get; }

    public ElboEstimate Elbo { get; }

    public NllEstimate? Nll { get; }

    /// <summary>The parts of the rate; null if they were not requested.</summary>
    public RateSplit? RateSplit { get; }

    /// <summary>The classifier's scores; null without one, or without labels.</summary>
    public ClassScores? Classes { get; }

    /// <summary>How well the condition can be read from the codes, by part; empty without a condition, and on the examples that probes are fitted on.</summary>
    public IReadOnlyList<ConditionProbe> Probes { get; } = [];

    protected ExampleSet Examples { get; }

    protected ExampleSet NllExamples { get; }

    /// <summary>A number of examples of the split, and how they were drawn if they are not all.</summary>
    public string Describe(int examples) => Request.Describe(examples, split);

    /// <summary>The screen.</summary>
    public abstract void Write(IAnsiConsole console);

    /// <summary>The JSON document; a part that was not requested is null.</summary>
    public JsonObject Document()
    {
        var numbers = SplitNumbers.From(Elbo, Run.Model.Model);
        var document = new JsonObject
        {
            ["run"] = Run.Folder.Root,
            ["data"] = Run.Manifest.Data.Name,
            ["split"] = Request.Split,
            ["examples"] = Elbo.Examples,
            ["split_examples"] = split.Count,
        };
        foreach (var (key, value) in Targets(numbers))
            document[key] = value;
        document["epoch"] = Run.Manifest.BestEpoch;
        document["seed"] = Seed;
        document["draws"] = Request.Draws;
        foreach (var (key, value) in Json.Numbers(numbers)!.ToList())
            document[key] = value?.DeepClone();
        if (Classes is { } classes)
            document["classes"] = Json.Classes(classes);
        if (Probes.Count > 0)
            document["condition_probes"] = new JsonArray([.. Probes.Select(Json.Probe)]);
        Complete(document);
        return document;
    }

    /// <summary>The parts of the rate as JSON; null if they were not requested.</summary>
    protected JsonObject? RateSplitNode() => RateSplit is not { } parts ? null : new JsonObject
    {
        ["examples"] = parts.Examples,
        ["rate"] = Mean(parts.Rate),
        ["mutual_information"] = Mean(parts.MutualInformation),
        ["most_mutual_information"] = Json.Number(parts.Ceiling),
        ["marginal_kl"] = Mean(parts.MarginalKl),
        ["total_correlation"] = Mean(parts.TotalCorrelation),
        ["dimensionwise_kl"] = Mean(parts.DimensionwiseKl),
    };

    /// <summary>The scores of codes as JSON; null if there are none.</summary>
    protected static JsonObject? Scores(CodeScores? codes) => codes is null ? null : new JsonObject
    {
        ["fit_examples"] = codes.FitExamples,
        ["examples"] = codes.Examples,
        ["classes"] = codes.Classes,
        ["majority_share"] = Json.Number(codes.MajorityShare),
        ["neighbours"] = codes.Neighbours,
        ["knn_accuracy"] = Mean(codes.KnnAccuracy),
        ["probe_accuracy"] = Mean(codes.ProbeAccuracy),
    };

    protected static JsonObject? Mean(SampleMean? mean) => mean is not { } given ? null : new()
    {
        ["mean"] = Json.Number(given.Value),
        ["standard_error"] = Json.Number(given.StandardError),
    };

    /// <summary>The run to compare with, on the same examples.</summary>
    /// <exception cref="OptionsException">It has a condition, or was trained on other examples.</exception>
    private static (TrainedVae, ExampleSet, ExampleSet)? Plain(OpenRun run, EvaluateRequest request)
    {
        if (request.Plain is not { } folder)
            return null;
        var plain = OpenRun.Open(folder, request.Device);
        if (plain.Manifest.Condition is not null)
            throw new OptionsException([$"--plain was {folder}, which has a condition itself. Give a run that was trained without --condition."]);
        var (own, other) = (run.Manifest.Data, plain.Manifest.Data);
        if ((own.Name, own.TrainCount, own.TestCount, own.ValidationCount) != (other.Name, other.TrainCount, other.TestCount, other.ValidationCount))
            throw new OptionsException([
                $"--plain was {folder}, which was trained on {other.Name} ({other.TrainCount} training, {other.TestCount} test examples), but "
                + $" {run.Folder.Root} on {own.Name} ({own.TrainCount}, {own.TestCount}). Give a run on the same examples."]);
        return (plain.Model, plain.Data.Train, request.Of(plain.Split(request.Split)));
    }

    /// <summary>How targets are made and scored.</summary>
    protected abstract IEnumerable<(string Key, JsonNode? Value)> Targets(SplitNumbers numbers);

    /// <summary>Adds the numbers that depend on what an example is.</summary>
    protected abstract void Complete(JsonObject document);
}
