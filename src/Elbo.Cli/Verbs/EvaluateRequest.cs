using System.CommandLine;
using Elbo.Data;
using Elbo.Evaluation;

namespace Elbo.Cli.Verbs;

/// <summary>What <c>elbo evaluate</c> is asked for.</summary>
/// <param name="Run">The run folder.</param>
/// <param name="Split">test, validation or train.</param>
/// <param name="Seed">Of all draws; null for those behind the numbers in run.json.</param>
/// <param name="Device">Where to compute.</param>
/// <param name="Samples">S of the NLL; null where none is asked for.</param>
/// <param name="Limit">Only the first examples; null for all.</param>
/// <param name="Ais">Chains and temperatures of annealed importance sampling; null where it is not asked for.</param>
/// <param name="IsFull">Also the split of the rate and the codes' scores.</param>
internal sealed record EvaluateRequest(string Run, string Split, ulong? Seed, string Device, int? Samples, int? Limit, AisOptions? Ais, bool IsFull)
{
    /// <summary>Annealed importance sampling takes minutes for this many.</summary>
    public const int AisExamples = 100;

    private const int SamplesBesideAis = 1000;

    /// <summary>S: annealed importance sampling is always shown beside importance sampling.</summary>
    public int? NllSamples => Samples ?? (Ais is null ? null : SamplesBesideAis);

    /// <summary>The examples to look at.</summary>
    public ImageSet Of(ImageSet split) => First(split, Limit ?? split.Count);

    /// <summary>The examples whose NLL is estimated: both estimators see the same ones.</summary>
    public ImageSet NllOf(ImageSet split) => Ais is null ? Of(split) : First(split, Limit ?? AisExamples);

    private static ImageSet First(ImageSet split, int count) => split.Slice(0, Math.Min(count, split.Count));

    /// <summary>The options of the command, and what reads them.</summary>
    public sealed class Options
    {
        private readonly Argument<string> run = CommonOptions.Run();
        private readonly Option<string> split = CommonOptions.Split();
        private readonly Option<string> device = CommonOptions.Device();
        private readonly Option<ulong?> seed = new("--seed") { Description = "Seed of eps and of dynamic binarization (the draws behind the numbers in run.json).", HelpName = "S" };
        private readonly Option<int?> nll = new("--nll") { Description = "Estimate −log p(x) by importance sampling with S draws an example; papers take 5000.", HelpName = "S" };
        private readonly Option<Estimator?> estimator = Choice.Option<Estimator>("--estimator", "ais: also check the NLL by annealed importance sampling, of the first 100 examples unless --limit says otherwise, which takes minutes (is).");
        private readonly Option<int?> chains = new("--chains") { Description = "With --estimator ais: chains an example (16).", HelpName = "C" };
        private readonly Option<int?> temperatures = new("--temperatures") { Description = "With --estimator ais: steps from prior to posterior (500).", HelpName = "T" };
        private readonly Option<int?> limit = new("--limit") { Description = "Only the first N examples, for a first look.", HelpName = "N" };
        private readonly Option<bool> full = new("--full") { Description = "Also mutual information, total correlation, and the accuracy of kNN and a linear probe on the codes." };
        private readonly Option<bool> json;

        public Options(Option<bool> json) => this.json = json;

        public Command AddTo(Command command)
        {
            command.Arguments.Add(run);
            foreach (var option in new Option[] { split, nll, estimator, chains, temperatures, full, limit, seed, device, json })
                command.Options.Add(option);
            return command;
        }

        /// <exception cref="OptionsException">A number is out of range, or an option goes with another that is absent.</exception>
        public EvaluateRequest Read(ParseResult parsed)
        {
            const int mostSamples = NllEvaluator.MostSamples;
            var hasAis = parsed.GetValue(estimator) == Estimator.Ais;
            var faults = new List<string>();
            if (parsed.GetValue(limit) is < 1 and var few)
                faults.Add($"--limit was {few}; it must be at least 1. Use --limit 100.");
            if (parsed.GetValue(nll) is < 1 or > mostSamples)
                faults.Add(FormattableString.Invariant($"--nll was {parsed.GetValue(nll)}; it must be from 1 to {mostSamples:N0} draws an example. Use --nll 5000."));
            if (!hasAis && (parsed.GetValue(chains) ?? parsed.GetValue(temperatures)) is not null)
                faults.Add("--chains and --temperatures belong to annealed importance sampling. Add --estimator ais.");
            if (faults.Count > 0)
                throw new OptionsException(faults);
            var usual = new AisOptions();
            return new(
                parsed.GetRequiredValue(run), parsed.GetRequiredValue(split), parsed.GetValue(seed), parsed.GetRequiredValue(device),
                parsed.GetValue(nll), parsed.GetValue(limit),
                hasAis ? usual with { Chains = parsed.GetValue(chains) ?? usual.Chains, Temperatures = parsed.GetValue(temperatures) ?? usual.Temperatures } : null,
                parsed.GetValue(full));
        }
    }

    private enum Estimator
    {
        Is,
        Ais,
    }
}
