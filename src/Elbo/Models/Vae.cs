using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>
/// A variational autoencoder (Kingma and Welling 2014): encoder → posterior → z → decoder → likelihood. It maps tensors and has no
/// loss; objectives are functions of its output. The state dict of a dense net has the seed repository's names: <c>encoder.fc1</c> …,
/// <c>latent_z.mu</c>, <c>latent_z.logvar</c>, <c>decoder.fc1</c> ….
/// </summary>
public sealed class Vae : nn.Module
{
    private readonly nn.Module<Tensor, Tensor> encoder;
    private readonly nn.Module<Tensor, Posterior> heads;
    private readonly nn.Module<Tensor, Tensor> decoder;
    private readonly OptimalSigma? sigma;
    private readonly Classifier? classifier;
    private readonly Guess? guess;

    /// <summary>Builds the network with PyTorch's default initialisation, drawn from <paramref name="seed"/>.</summary>
    /// <exception cref="OptionsException">The options are out of range.</exception>
    public Vae(VaeOptions options, ulong seed = 0) : base(nameof(Vae))
    {
        options.Validate();
        Options = options = options.Fitted();
        var net = options.Net.Create(new(options));
        (encoder, decoder) = (net.Encoder, net.Decoder);
        heads = options.Posterior.Create(new(options, net.Features));
        register_module("encoder", encoder);
        register_module("latent_z", heads);
        register_module("decoder", decoder);
        if (options.Likelihood.EstimatesSigma)
            register_module("likelihood", sigma = new());
        Prior = options.Prior.Create(new(options, x => Encode(x)));
        register_module("prior", Prior);
        if (options.Classes > 0)
            register_module(ClassifierName, classifier = new(options));
        if (options.ConditionRegion is not null)
            register_module(GuessName, guess = new(options));
        Initialize(WeightInitialization.Pytorch, seed);
    }

    /// <summary>The name of the classifier in the state dict.</summary>
    internal const string ClassifierName = "classifier";

    /// <summary>The name of the net for a first guess in the state dict.</summary>
    internal const string GuessName = "guess";

    /// <summary>The options that the network was built from.</summary>
    public VaeOptions Options { get; }

    /// <summary>[B, D + C] → [B, H].</summary>
    internal nn.Module<Tensor, Tensor> Encoder => encoder;

    /// <summary>[B, H] → q(z given x).</summary>
    internal nn.Module<Tensor, Posterior> Heads => heads;

    /// <summary>[B, L + C] → the likelihood's parameters.</summary>
    internal nn.Module<Tensor, Tensor> Decoder => decoder;

    /// <summary>q(y given x), [B, D] → log-probabilities [B, K]; null if the model infers no class.</summary>
    internal Classifier? Classifier => classifier;

    /// <summary>The net that guesses what is not seen, [B, D] → the likelihood's parameters; null if the model is not given a region.</summary>
    internal Guess? Guess => guess;

    /// <summary>p(z).</summary>
    public Prior Prior { get; }

    /// <summary>p(x given z): the options', except that a <see cref="GaussianOptimal"/> in <c>eval</c> mode is a Gaussian with a fixed σ.</summary>
    public Likelihood Likelihood => sigma is null || training ? Options.Likelihood : sigma.Likelihood;

    /// <summary>The σ that is stored with the weights; null if the likelihood stores none.</summary>
    internal OptimalSigma? Sigma => sigma;

    /// <summary>The number of trainable weights.</summary>
    public long ParameterCount => parameters().Sum(p => p.numel());

    /// <param name="x">Shape [B, D].</param>
    /// <param name="condition">c, shape [B, C]; null if the model has none, or for the likeliest class.</param>
    /// <returns>q(z given x), [B, L].</returns>
    /// <exception cref="OptionsException">The condition has another width than the model's.</exception>
    public Posterior Encode(Tensor x, Tensor? condition = null) => heads.call(encoder.call(Join(x, condition ?? LikeliestClass(x))));

    /// <param name="z">Shape [B·k, L], the k draws of an example in succession.</param>
    /// <param name="condition">c, shape [B, C]; null if the model has none.</param>
    /// <returns>The likelihood's parameters, P planes of D, shape [B·k, <see cref="VaeOptions.DecoderOutputs"/>].</returns>
    /// <exception cref="OptionsException">The condition has another width than the model's.</exception>
    public Tensor Decode(Tensor z, Tensor? condition = null) => decoder.call(Join(z, condition));

    /// <summary>Draws all weights again.</summary>
    /// <param name="way">How.</param>
    /// <param name="seed">The same seed draws the same weights.</param>
    internal void Initialize(WeightInitialization way, ulong seed)
    {
        Initialization.Draw(this, way, seed);
        Prior.Initialize(seed);
    }

    /// <summary>Standard normal numbers for one draw: L for z, and those that the prior needs.</summary>
    public int NoiseWidth => Options.Latents + Prior.NoiseWidth;

    /// <summary>Encodes, draws z, decodes.</summary>
    /// <param name="x">Shape [B, D].</param>
    /// <param name="eps">Standard normal noise, shape [B·k, <see cref="NoiseWidth"/>], the k draws of an example in succession.</param>
    /// <param name="condition">c, shape [B, C]; null if the model has none.</param>
    /// <returns>Posterior [B, L], z [B·k, L] and the likelihood's parameters [B·k, P·D].</returns>
    /// <exception cref="OptionsException">The condition has another width than the model's.</exception>
    public VaeOutput Forward(Tensor x, Tensor eps, Tensor? condition = null) => Forward(x, eps, condition, null);

    /// <param name="x">Shape [B, D].</param>
    /// <param name="eps">As above.</param>
    /// <param name="condition">As above.</param>
    /// <param name="drawGradient">Weights the gradient that reaches the encoder through each z; null leaves it unchanged.</param>
    internal VaeOutput Forward(Tensor x, Tensor eps, Tensor? condition, RowGradient? drawGradient)
    {
        condition ??= LikeliestClass(x);
        var posterior = Encode(x, condition);
        var guessed = guess?.call(x);
        var z = posterior.Repeat((int)(eps.shape[0] / x.shape[0])).Sample(eps.narrow(1, 0, Options.Latents));
        z = drawGradient?.Through(z) ?? z;
        var noise = eps.narrow(1, Options.Latents, Prior.NoiseWidth);
        return new(posterior, z, Decode(z, condition), noise)
        {
            Condition = guessed is null ? condition : guess!.Filled(x, guessed),
            Guess = guessed,
            DrawGradient = drawGradient,
        };
    }

    /// <summary>What the prior depends on: the condition, or an image of what is seen of x, completed by a guess.</summary>
    /// <param name="x">Shape [B, D].</param>
    /// <param name="condition">c, shape [B, C]; null if the model has none.</param>
    internal Tensor? PriorCondition(Tensor x, Tensor? condition) => guess is null ? condition : guess.Filled(x, guess.call(x));

    /// <summary>The pass over a batch: one row for each example, or, if the model infers a class, for each class that an example may have.</summary>
    /// <param name="batch">Input, condition and known labels of B examples.</param>
    /// <param name="eps">As above; the classes of an example share their noise.</param>
    /// <param name="drawGradient">As above.</param>
    /// <param name="draws">Draws the improbable classes of an example; null sums over all.</param>
    internal VaeOutput Forward(Batch batch, Tensor eps, RowGradient? drawGradient = null, ClassDraws? draws = null) => classifier is null
        ? Forward(batch.Input, eps, batch.Condition, drawGradient)
        : Forward(batch.Input, eps, ClassRows.Of(classifier.call(batch.Input), batch.Labels, draws));

    private VaeOutput Forward(Tensor x, Tensor eps, ClassRows rows)
    {
        var condition = rows.Condition;
        var features = encoder is ISharesInput shared
            ? shared.Forward(x, rows.Example, condition)
            : encoder.call(cat([x.index_select(0, rows.Example), condition], 1));
        var (posterior, noise) = (heads.call(features), eps.index_select(0, rows.Example));
        var z = posterior.Sample(noise.narrow(1, 0, Options.Latents));
        return new(posterior, z, Decode(z, condition), noise.narrow(1, Options.Latents, Prior.NoiseWidth)) { Condition = condition, Classes = rows };
    }

    /// <summary>The likeliest class of each example, shape [B, K]; null if the model infers none.</summary>
    internal Tensor? LikeliestClass(Tensor x) => classifier is null
        ? null
        : nn.functional.one_hot(classifier.call(x).argmax(1), Options.Classes).to(x.dtype);

    /// <summary>What a net takes: x or z, and behind each row its example's condition.</summary>
    private Tensor Join(Tensor rows, Tensor? condition)
    {
        if (ForeignExamples.OfCondition(condition?.shape[1] ?? 0, Options) is { } fault)
            throw new OptionsException([fault]);
        return condition is null ? rows : cat([rows, condition.repeat_interleave(rows.shape[0] / condition.shape[0], 0)], 1);
    }
}
