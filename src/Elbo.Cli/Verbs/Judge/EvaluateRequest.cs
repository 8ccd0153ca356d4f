using System.CommandLine;
using Elbo.Data;
using Elbo.Evaluation;

namespace Elbo.Cli.Verbs;

/// <summary>The options of <c>elbo evaluate</c>.</summary>
/// <param name="Run">The run folder.</param>
/// <param name="Data">The place of the run's data if it has moved; null for none.</param>
/// <param name="Split">test, validation or train.</param>
/// <param name="Seed">Of all draws; null for those behind the numbers in run.json.</param>
/// <param name="Device">Where to compute.</param>
/// <param name="Samples">S of the NLL; null if it is not requested.</param>
/// <param name="Limit">The most examples, drawn at random; null for all.</param>
/// <param name="Ais">Chains and temperatures of annealed importance sampling; null if it is not requested.</param>
/// <param name="IsFull">Also the split of the rate and the codes' scores.</param>
internal sealed record EvaluateRequest(
    string Run, string? Data, string Split, ulong? Seed, string Device, int? Samples, int? Limit, AisOptions? Ais, bool IsFull)
{
    /// <summary>The condition in place of the examples' own; null for none.</summary>
    public string[]? Given { get; init; }

    /// <summary>A run without the condition, whose codes are probed for it too; null for none.</summary>
    public string? Plain { get; init; }

    /// <summary>Draws of z for each example behind the bound.</summary>
    public int Draws { get; init; } = 1;

    /// <summary>Judges rows that the run draws instead.</summary>
    public bool IsSynthetic { get; init; }

    /// <summary>The column that learners predict; null chooses one.</summary>
    public string? Target { get; init; }

    /// <summary>The most draws of a bound, which hardly changes after some tens.</summary>
    public const int MostDraws = 1000;

    /// <summary>Annealed importance sampling takes minutes for this many.</summary>
    private const int AisExamples = 100;

    private const int SamplesWithAis = 1000;

    /// <summary>S: annealed importance sampling is always shown next to importance sampling.</summary>
    public int? NllSamples => Samples ?? (Ais is null ? null : SamplesWithAis);

    public ulong SeedOf(OpenRun run) => Seed ?? run.Manifest.Training.Seed;

    /// <summary>Without a seed, the round of training's own evaluation, so that the numbers in run.json are repeated to the last digit.</summary>
    public int RoundOf(OpenRun run) => Seed is null ? run.Manifest.BestEpoch : 0;

    /// <summary>The examples to evaluate.</summary>
    public ExampleSet Of(ExampleSet split) => split.Subset(Limit ?? split.Count, SubsetSeed);

    /// <summary>The examples whose NLL is estimated: both estimators see the same ones.</summary>
    public ExampleSet NllOf(ExampleSet split) => Ais is null ? Of(split) : split.Subset(Limit ?? AisExamples, SubsetSeed);

    /// <summary>The number of examples for people: <c>10,000 examples</c>, or <c>100 of 10,000 examples, drawn at random with seed 0</c>.</summary>
    /// <param name="used">The examples that are used.</param>
    /// <param name="split">All of the split.</param>
    public string Describe(int used, ExampleSet split) => used == split.Count
        ? FormattableString.Invariant($"{used:N0} {split.Schema.Examples}")
        : FormattableString.Invariant($"{used:N0} of {split.Count:N0} {split.Schema.Examples}, drawn at random with seed {SubsetSeed}");

    /// <summary>Not the run's own seed: without one, all runs are evaluated on the same examples.</summary>
    private ulong SubsetSeed => Seed ?? 0;
}

/// <summary>The options of <c>elbo evaluate</c>.</summary>
internal sealed class EvaluateOptions(Option<bool> json)
{
    private readonly Argument<string> run = CommonOptions.Run();
    private readonly Option<string?> data = CommonOptions.Data();
    private readonly Option<string> split = CommonOptions.Split();
    private readonly Option<string> device = CommonOptions.Device();

    private readonly Option<ulong?> seed = CommonOptions.Value<ulong?>(
        "--seed", "S", "Seed of eps and of dynamic binarization (the draws behind the numbers in run.json).");

    private readonly Option<int?> draws = CommonOptions.Value<int?>(
        "--draws", "N", "Average the bound over N draws of z for each example: the same quantity with less noise (1).");

    private readonly Option<int?> nll = CommonOptions.Value<int?>(
        "--nll", "S", "Estimate −log p(x) by importance sampling with S draws an example; papers take 5000.");

    private readonly Option<Estimator?> estimator = Choice.Option<Estimator>(
        "--estimator",
        "ais: also check the NLL by annealed importance sampling, of 100 examples unless --limit says otherwise, which takes minutes (is).");

    private readonly Option<int?> chains = CommonOptions.Value<int?>("--chains", "C", "With --estimator ais: chains an example (16).");

    private readonly Option<int?> temperatures = CommonOptions.Value<int?>(
        "--temperatures", "T", "With --estimator ais: steps from prior to posterior (500).");

    private readonly Option<int?> limit = CommonOptions.Value<int?>("--limit", "N", "Only N examples, drawn at random with --seed (or 0), for a first look.");

    private readonly Option<bool> full = new("--full")
    {
        Description = "Also mutual information, total correlation, and how well kNN and a linear probe read labels, or the columns of a table, from the codes.",
    };

    private readonly Option<string[]?> given = CommonOptions.Condition();

    private readonly Option<string?> plain = CommonOptions.Value<string?>(
        "--plain", "RUN", "Of a run with a condition: a run without it on the same data, whose codes are probed for the condition too.");

    private readonly Option<bool> synthetic = new("--synthetic")
    {
        Description = "Draw as many rows as the run learned from and judge them as elbo judge does; writes judgement.html into the run.",
    };

    private readonly Option<string?> target = CommonOptions.Value<string?>(
        "--target", "COLUMN", "With --synthetic: the column that learners predict (the last one, if it has names).");

    public Command AddTo(Command command)
    {
        command.Arguments.Add(run);
        foreach (var option in new Option[]
            { split, given, draws, nll, estimator, chains, temperatures, full, plain, synthetic, target, limit, seed, data, device, json })
            command.Options.Add(option);
        return command;
    }

    /// <exception cref="OptionsException">A number is out of range, or an option needs another that is absent.</exception>
    public EvaluateRequest Read(ParseResult parsed)
    {
        const int mostSamples = NllEvaluator.MostSamples;
        var hasAis = parsed.GetValue(estimator) == Estimator.Ais;
        var faults = new List<string>();
        if (parsed.GetValue(limit) is < 1 and var few)
            faults.Add($"--limit was {few}; it must be at least 1. Use --limit 100.");
        if (parsed.GetValue(nll) is < 1 or > mostSamples)
            faults.Add(FormattableString.Invariant(
                $"--nll was {parsed.GetValue(nll)}; it must be from 1 to {mostSamples:N0} draws an example. Use --nll 5000."));
        if (parsed.GetValue(draws) is < 1 or > EvaluateRequest.MostDraws)
            faults.Add(FormattableString.Invariant(
                $"--draws was {parsed.GetValue(draws)}; it must be from 1 to {EvaluateRequest.MostDraws:N0} draws an example. Use --draws 10."));
        if (!hasAis && (parsed.GetValue(chains) ?? parsed.GetValue(temperatures)) is not null)
            faults.Add("--chains and --temperatures belong to annealed importance sampling. Add --estimator ais.");
        if (parsed.GetValue(target) is not null && !parsed.GetValue(synthetic))
            faults.Add("--target belongs to --synthetic. Add --synthetic.");
        var measuresModel = hasAis || parsed.GetValue(full) || CommonOptions.Given(parsed, given) is not null
            || (parsed.GetValue(nll) ?? parsed.GetValue(draws)) is not null;
        if (parsed.GetValue(synthetic) && measuresModel)
            faults.Add("--synthetic judges rows that the run draws; --nll, --draws, --estimator, --full and --given measure the model itself. "
                + "Call elbo evaluate twice.");
        OptionsException.ThrowIfAny(faults);
        var usual = new AisOptions();
        return new(
            parsed.GetRequiredValue(run), parsed.GetValue(data), parsed.GetRequiredValue(split), parsed.GetValue(seed), parsed.GetRequiredValue(device),
            parsed.GetValue(nll), parsed.GetValue(limit),
            hasAis ? usual with { Chains = parsed.GetValue(chains) ?? usual.Chains, Temperatures = parsed.GetValue(temperatures) ?? usual.Temperatures } : null,
            parsed.GetValue(full))
        {
            Given = CommonOptions.Given(parsed, given),
            Plain = parsed.GetValue(plain),
            Draws = parsed.GetValue(draws) ?? 1,
            IsSynthetic = parsed.GetValue(synthetic),
            Target = parsed.GetValue(target),
        };
    }

    private enum Estimator
    {
        Is,
        Ais,
    }
}
