using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Elbo.Data;
using Elbo.Engine;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Recipes;
using Elbo.Training;

namespace Elbo.Cli;

/// <summary>The options of <c>elbo train</c> that change a recipe.</summary>
internal sealed class OverrideOptions
{
    private readonly Option<int[]?> hidden = CommonOptions.Indices("--hidden", "Widths of the encoder's hidden layers (512,512).", "W,W…");
    private readonly Option<int[]?> decoderHidden = CommonOptions.Indices("--decoder-hidden", "Widths of the decoder's hidden layers (512; with --hidden alone, its mirror image).", "W,W…");
    private readonly Option<int?> latents = Whole<int>("--latents", "Number of latent dimensions (20).", "L");
    private readonly Option<Activation?> activation = Choice<Activation>("--activation", "Non-linearity of the hidden layers (relu).");
    private readonly Option<LikelihoodKind?> likelihood = Choice<LikelihoodKind>("--likelihood", "p(x given z): bernoulli for binary values, gaussian for grey ones (bernoulli).");
    private readonly Option<double?> sigma = Number("--sigma", "Standard deviation of the Gaussian likelihood, for pixels in [0, 1] (0.1).");
    private readonly Option<PriorKind?> prior = Choice<PriorKind>("--prior", "p(z): N(0, I), a learned mixture of Gaussians, a VampPrior, or a second stochastic layer (standard).");
    private readonly Option<int?> components = Whole<int>("--components", "Components of a mixture (10), or pseudo-inputs of a VampPrior (500).", "K");
    private readonly Option<int?> topLatents = Whole<int>("--top-latents", "Latent dimensions of the second layer, with --prior hierarchical (50).", "L");
    private readonly Option<int[]?> topHidden = CommonOptions.Indices("--top-hidden", "Widths of the hidden layers up to the second layer, with --prior hierarchical (100,100).", "W,W…");
    private readonly Option<int?> epochs = Whole<int>("--epochs", "Passes over the training set (20).", "N");
    private readonly Option<int?> batch = Whole<int>("--batch", "Examples in a batch (64).", "B");
    private readonly Option<double?> learningRate = Number("--lr", "Adam's learning rate (1e-3).");
    private readonly Option<double?> beta = Number("--beta", "Weight of the rate; 1 is the ELBO (1).");
    private readonly Option<double?> warmup = Number("--warmup", "Epochs over which β rises from 0 (0).", "N");
    private readonly Option<int?> cycles = Whole<int>("--cycles", "How many times β rises from 0 over the epochs (β is constant).", "M");
    private readonly Option<double?> cycleRise = Number("--cycle-rise", "Share of a cycle in which β rises (0.5).", "R");
    private readonly Option<Binarization?> binarization = Choice<Binarization>("--binarization", "How grey values become targets (threshold; none with --likelihood gaussian).");
    private readonly Option<Reduction?> reduction = Choice<Reduction>("--reduction", "Distortion over pixels: sum is the ELBO; mean is a teaching aid that makes the posterior collapse (sum).");
    private readonly Option<int?> validation = Whole<int>("--validation", "Keep the last N training examples to choose the best weights by (0: the last epoch's weights are kept).", "N");
    private readonly Option<ulong?> seed = Whole<ulong>("--seed", "Seed of every random number (0).", "S");
    private readonly Option<int?> threads = Whole<int>("--threads", "Threads of the engine and of libtorch (one a core).", "T");
    private readonly Option<EngineKind?> engine = Choice<EngineKind>("--engine", "Who does the steps: managed is Elbo's own kernels, torch is libtorch; auto takes the faster one that covers the model (auto).");
    private readonly Option<Precision?> precision = Choice<Precision>("--precision", "Numbers of the matrix products while training: bf16 is twice as fast where the processor multiplies it, and trains by libtorch (fp32).");
    private readonly Option<string?> device = new("--device") { Description = "Where to compute: cpu, cuda or cuda:N (cpu).", HelpName = "DEVICE" };

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    private Option[] All =>
        [hidden, decoderHidden, latents, activation, likelihood, sigma, prior, components, topLatents, topHidden, epochs, batch, learningRate, beta, warmup, cycles, cycleRise, binarization, reduction, validation, seed, threads, engine, precision, device];

    public OptionOverrides Read(ParseResult parsed) => new()
    {
        Hidden = CommonOptions.Given(parsed, hidden),
        DecoderHidden = CommonOptions.Given(parsed, decoderHidden),
        Latents = parsed.GetValue(latents),
        Activation = parsed.GetValue(activation),
        Likelihood = parsed.GetValue(likelihood),
        Sigma = parsed.GetValue(sigma),
        Prior = parsed.GetValue(prior),
        Components = parsed.GetValue(components),
        TopLatents = parsed.GetValue(topLatents),
        TopHidden = CommonOptions.Given(parsed, topHidden),
        Epochs = parsed.GetValue(epochs),
        Batch = parsed.GetValue(batch),
        LearningRate = parsed.GetValue(learningRate),
        Beta = parsed.GetValue(beta),
        Warmup = parsed.GetValue(warmup),
        Cycles = parsed.GetValue(cycles),
        CycleRise = parsed.GetValue(cycleRise),
        Binarization = parsed.GetValue(binarization),
        Reduction = parsed.GetValue(reduction),
        Validation = parsed.GetValue(validation),
        Seed = parsed.GetValue(seed),
        Threads = parsed.GetValue(threads),
        Engine = parsed.GetValue(engine),
        Precision = parsed.GetValue(precision),
        Device = parsed.GetValue(device),
    };

    private static Option<T?> Whole<T>(string name, string description, string helpName) where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => T.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : Refuse<T?>(result, $"{name} was '{result.Tokens[0].Value}'; it must be a whole number {(T.IsZero(T.MinValue) ? "from 0 to" : "of at most")} {T.MaxValue}."),
    };

    private static Option<double?> Number(string name, string description, string helpName = "X") => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => double.TryParse(result.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : Refuse<double?>(result, $"{name} was '{result.Tokens[0].Value}'; it must be a number, such as 0.001 or 1e-3."),
    };

    private static Option<T?> Choice<T>(string name, string description) where T : struct, Enum => new(name)
    {
        Description = description,
        HelpName = string.Join('|', Enum.GetNames<T>()).ToLowerInvariant(),
        CustomParser = result => Enum.TryParse<T>(result.Tokens[0].Value, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(result.Tokens[0].Value[0])
            ? value
            : Refuse<T?>(result, $"{name} was '{result.Tokens[0].Value}'; it must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}."),
    };

    private static T Refuse<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default!;
    }
}
