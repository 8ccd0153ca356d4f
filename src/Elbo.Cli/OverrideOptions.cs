using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Objectives;
using Elbo.Settings;
using Elbo.Studio.Training;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Cli;

/// <summary>The options of <c>elbo train</c> that change a recipe.</summary>
internal sealed class OverrideOptions
{
    /// <summary>What a first training changes; a form hides the others until they are asked for.</summary>
    private static readonly string[] Common = ["--model", "--hidden", "--latents", "--likelihood", "--objective", "--beta", "--epochs", "--batch", "--lr", "--validation", "--seed"];

    private readonly Entry[] entries =
    [
        Kinds<NetOptions>("--model", "Encoder and decoder: dense layers, convolutions, or residual blocks (from the data; resnet with --channels, --blocks or --norm; mlp with a recipe)."),
        Widths("--hidden", "Widths of the encoder's hidden layers, with --model mlp (512,512).", "W,W…"),
        Widths("--decoder-hidden", "Widths of the decoder's hidden layers (512; with --hidden alone, its mirror image).", "W,W…"),
        Widths("--channels", "Channels after each stage, which halves the image, with --model conv or resnet (32,64,128,256 and so on, down to about 4×4).", "W,W…"),
        Whole<int>("--blocks", "Residual blocks in each stage, with --model resnet (1).", "N"),
        Choice<Normalization>("--norm", "Normalization of feature maps (none with --model conv, group with resnet)."),
        Whole<int>("--latents", "Number of latent dimensions (20).", "L"),
        Choice<Activation>("--activation", "Non-linearity of the hidden layers (relu; silu with --model resnet)."),
        Kinds<Likelihood>("--likelihood", "p(x given z): bernoulli for binary values, a Gaussian or Laplace density for grey ones, discretized-logistic and those after it for the probability of bytes (bernoulli)."),
        Number("--sigma", "Standard deviation of the Gaussian likelihood, for pixels in [0, 1] (0.1)."),
        Number("--scale", "Scale of the Laplace likelihood, for pixels in [0, 1] (learned for each pixel)."),
        Whole<int>("--levels", "Grey levels of a likelihood that counts in levels (256).", "N"),
        Whole<int>("--logistics", "Logistics in the mixture of each pixel, with --likelihood logistic-mixture (5).", "K"),
        Kinds<PriorOptions>("--prior", "p(z): N(0, I), a learned mixture of Gaussians, a VampPrior, or a second stochastic layer (standard)."),
        Whole<int>("--components", "Components of a mixture (10), or pseudo-inputs of a VampPrior (500).", "K"),
        Whole<int>("--top-latents", "Latent dimensions of the second layer, with --prior hierarchical (50).", "L"),
        Widths("--top-hidden", "Widths of the hidden layers up to the second layer, with --prior hierarchical (100,100).", "W,W…"),
        Whole<int>("--epochs", "Passes over the training set (20).", "N"),
        Whole<int>("--batch", "Examples in a batch (64).", "B"),
        Number("--lr", "Adam's learning rate (1e-3)."),
        Kinds<LearningRateSchedule>("--lr-schedule", "The learning rate over training; iwae is the IWAE paper's stages (constant; step with --lr-steps)."),
        Widths("--lr-steps", "Epochs after which the learning rate is multiplied by --lr-gamma.", "N,N…"),
        Number("--lr-gamma", "What it is multiplied with (0.1)."),
        Number("--adam-beta1", "Adam's β1 (0.9)."),
        Number("--adam-beta2", "Adam's β2 (0.999)."),
        Number("--adam-epsilon", "Adam's ε (1e-8)."),
        Choice<WeightInitialization>("--init", "How the first weights are drawn (pytorch)."),
        Choice<OutputBias>("--output-bias", "Where the decoder's last bias starts: mean is the training images' (drawn)."),
        Kinds<Objective>("--objective", "What training minimises; docs/objectives.md tells them apart (elbo)."),
        Whole<int>("--k", "Draws of z for each example in a bound (5; 1 with elbo).", "K"),
        Whole<int>("--m", "Bounds of k draws each, for miwae and piwae (5).", "M"),
        Choice<GradientEstimator>("--estimator", "Gradient of the posterior: dreg and stl leave out its score, which is noise alone; dreg is unbiased for every k (standard)."),
        Number("--ciwae-beta", "The ELBO's share in ciwae (0.5)."),
        Number("--capacity", "Rate that capacity lets in at the end, nats (25).", "C"),
        Number("--capacity-epochs", "Epochs over which it lets in that much (10).", "N"),
        Number("--gamma", "Weight of the rate's distance from the capacity (1000)."),
        Number("--free-bits", "Rate of each latent that free-bits does not charge for, nats (0.25).", "λ"),
        Number("--beta", "Weight of the rate; 1 is the ELBO (1)."),
        Number("--warmup", "Epochs over which β rises from 0 (0).", "N"),
        Whole<int>("--cycles", "How many times β rises from 0 over the epochs (β is constant).", "M"),
        Number("--cycle-rise", "Share of a cycle in which β rises (0.5).", "R"),
        Choice<Binarization>("--binarization", "How grey values become targets (threshold; none with every --likelihood but bernoulli)."),
        Choice<Reduction>("--reduction", "Distortion over pixels: sum is the ELBO; mean is a teaching aid that makes the posterior collapse (sum)."),
        Whole<int>("--validation", "Keep the last N training examples to choose the best weights by (0: the last epoch's weights are kept).", "N"),
        Whole<ulong>("--seed", "Seed of every random number (0).", "S"),
        Whole<int>("--threads", "Threads of the engine and of libtorch (one a core).", "T"),
        Choice<EngineKind>("--engine", "Who does the steps: managed is Elbo's own kernels, torch is libtorch; auto takes the faster one that covers the model (auto)."),
        Choice<Precision>("--precision", "Numbers of the matrix products while training: bf16 is twice as fast where the processor multiplies it, and trains by libtorch (fp32)."),
        Text("--device", "Where to compute: cpu, cuda or cuda:N (cpu).", "DEVICE"),
        Interval("--checkpoint-every", "How often a checkpoint is written within an epoch: 30s, 5m, \"1000 steps\", or \"1 epoch\" for after each alone; after an epoch ten seconds are enough (60s)."),
        Choice<NonFinitePolicy>("--on-nan", "What happens when a loss or gradient is no finite number: skip leaves the batch out, rollback goes back to the last checkpoint with half the learning rate, at most 3 times (stop)."),
    ];

    /// <summary>All of them, or those that are named.</summary>
    public OverrideOptions(params string[] names)
    {
        if (names.Length > 0)
            entries = [.. entries.Where(entry => names.Contains(entry.Option.Name))];
    }

    public void AddTo(Command command)
    {
        foreach (var entry in entries)
            command.Options.Add(entry.Option);
    }

    /// <summary>The options as a form shows them.</summary>
    public IReadOnlyList<TrainOption> Describe() => [.. entries.Select(entry => entry.Describe(Common.Contains(entry.Option.Name)))];

    public OptionOverrides Read(ParseResult parsed)
    {
        var given = new JsonObject();
        foreach (var entry in entries)
            if (entry.Read(parsed) is { } value)
                given[entry.Option.Name.TrimStart('-').Replace('-', '_')] = value;
        return OptionOverrides.FromJson(given);
    }

    private static Entry Widths(string name, string description, string helpName)
    {
        var option = CommonOptions.Indices(name, description, helpName);
        return new(option, parsed => CommonOptions.Given(parsed, option) is { } widths ? Json.Array(widths) : null);
    }

    private static Entry Text(string name, string description, string helpName)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        return new(option, parsed => parsed.GetValue(option));
    }

    private static Entry Interval(string name, string description)
    {
        var option = new Option<CheckpointInterval?>(name)
        {
            Description = description,
            HelpName = "TIME",
            CustomParser = result => CheckpointInterval.Parse(result.Tokens[0].Value)
                ?? Refuse<CheckpointInterval?>(result, $"{name} was '{result.Tokens[0].Value}'; it must be a time such as 30s, 5m or 2h, a number of steps such as \"1000 steps\", or \"1 epoch\"."),
        };
        return new(option, parsed => parsed.GetValue(option)?.ToString());
    }

    private static Entry Whole<T>(string name, string description, string helpName) where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => Single(new Option<T?>(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => T.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : Refuse<T?>(result, $"{name} was '{result.Tokens[0].Value}'; it must be a whole number {(T.IsZero(T.MinValue) ? "from 0 to" : "of at most")} {T.MaxValue}."),
    });

    private static Entry Number(string name, string description, string helpName = "X") => Single(new Option<double?>(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : Refuse<double?>(result, $"{name} was '{result.Tokens[0].Value}'; it must be a number, such as 0.001 or 1e-3."),
    });

    private static Entry Choice<T>(string name, string description, params T[] except) where T : struct, Enum => Single(Cli.Choice.Option(name, description, except)) with
    {
        Choices = [.. Cli.Choice.Names(except).Keys],
        Description = description,
    };

    /// <summary>The kinds of a family, by the names of its catalog.</summary>
    private static Entry Kinds<T>(string name, string description) where T : Kind
    {
        string[] names = [.. Catalog.Of(typeof(T)).Choices];
        var option = Cli.Choice.Option(name, description, names);
        return new(option, parsed => parsed.GetValue(option)?.Replace('-', '_')) { Choices = names, Description = description };
    }

    private static Entry Single<T>(Option<T?> option) where T : struct => new(option, parsed => parsed.GetValue(option) switch
    {
        null => null,
        Enum choice => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString()),
        // The JSON of numbers that are none, as run.json has it: their fault is named with all others.
        double number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
        var number => JsonValue.Create(number.Value),
    });

    private static T Refuse<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default!;
    }

    /// <summary>An option, and its value as a recipe would write it; null where it is not given.</summary>
    private sealed record Entry(Option Option, Func<ParseResult, JsonNode?> Read)
    {
        /// <summary>Its values; empty where it is a number or text.</summary>
        public IReadOnlyList<string> Choices { get; init; } = [];

        /// <summary>What it does, without its values.</summary>
        public string Description { get; init; } = Option.Description ?? "";

        /// <summary>For a form; a description ends with its default in parentheses.</summary>
        public TrainOption Describe(bool isCommon)
        {
            var start = Description.EndsWith(").", StringComparison.Ordinal) ? Description.LastIndexOf(" (", StringComparison.Ordinal) : -1;
            return start < 0
                ? new(Option.Name.TrimStart('-'), Description, "", Choices, isCommon)
                : new(Option.Name.TrimStart('-'), Description[..start].TrimEnd(',', ';') + ".", Description[(start + 2)..^2], Choices, isCommon);
        }
    }
}
