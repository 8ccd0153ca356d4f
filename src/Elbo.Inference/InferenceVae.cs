namespace Elbo.Inference;

/// <summary>
/// A VAE exported by <c>elbo export</c>, on ONNX Runtime only: arrays in, arrays out, no libtorch. Preprocessing is in the files. After
/// opening, any number of threads may use it at once. A file is loaded when it is first needed, so that a program that only encodes may
/// ship only <c>encoder.onnx</c>.
/// </summary>
public sealed class InferenceVae : IDisposable
{
    private const string Mu = "mu", LogVar = "logvar";
    private static readonly string[] Files = ["encoder.onnx", "decoder.onnx", "vae.onnx"];
    private readonly Lazy<OnnxPart> encoder, decoder, whole;
    private readonly Lazy<ImageSize> shape;
    private readonly Lazy<int> latents;
    private readonly Lazy<ConditionLayout?> condition;
    private readonly string folder, name;
    private readonly float[]? given;

    /// <summary>Shares the sessions of another instance and adds a fixed condition.</summary>
    private InferenceVae(InferenceVae whole, float[] given)
    {
        (folder, name, shape, latents) = (whole.folder, whole.name, whole.shape, whole.latents);
        (encoder, decoder, this.whole, condition) = (whole.encoder, whole.decoder, whole.whole, whole.condition);
        this.given = given;
    }

    private InferenceVae(string folder, InferenceOptions options)
    {
        (this.folder, name) = (folder, options.Name ?? folder);
        encoder = Part("encoder.onnx", "images");
        decoder = Part("decoder.onnx", "z");
        whole = Part("vae.onnx", "images");
        shape = new(() => First("vae.onnx", whole, "encoder.onnx", encoder).InputDims is [var channels, var height, var width]
            ? new(channels, height, width)
            : throw new InferenceException($"The model in {folder} does not take images of [N, C, H, W]. Name a folder written by elbo export."));
        latents = new(() => Has("decoder.onnx") ? decoder.Value.InputDims[0] : First("vae.onnx", whole, "encoder.onnx", encoder).Width(Mu));

        condition = new(() => (Has("decoder.onnx") ? decoder.Value : First("vae.onnx", whole, "encoder.onnx", encoder)).Condition);

        bool Has(string file) => File.Exists(Path.Combine(folder, file));

        Lazy<OnnxPart> Part(string name, string input) => new(() => new(Path.Combine(folder, name), input, options));

        // The one that is loaded, else the one that exists.
        OnnxPart First(string name, Lazy<OnnxPart> part, string otherName, Lazy<OnnxPart> other) =>
            part.IsValueCreated || !other.IsValueCreated && File.Exists(Path.Combine(folder, name)) || !File.Exists(Path.Combine(folder, otherName))
                ? part.Value
                : other.Value;
    }

    /// <summary>C×H×W of the images that it takes.</summary>
    /// <exception cref="InferenceException">Neither vae.onnx nor encoder.onnx can be loaded.</exception>
    public ImageSize Shape => shape.Value;

    /// <summary>Latent dimensions, L.</summary>
    /// <exception cref="InferenceException">No file can be loaded.</exception>
    public int Latents => latents.Value;

    /// <summary>The parts of the condition that it takes; empty for a model without a condition.</summary>
    /// <exception cref="InferenceException">No file can be loaded.</exception>
    public IReadOnlyList<ConditionColumn> Condition => condition.Value?.Columns ?? [];

    /// <summary>This model with its condition fixed, the same for all examples of a call. It shares the sessions, which only the model itself frees.</summary>
    /// <param name="condition">A value for each part, such as <c>label=3</c> or <c>age=40,job=nurse</c>; <c>any</c> if the model has learned that.</param>
    /// <exception cref="ArgumentException">The model has no condition, or it does not know the part or the value.</exception>
    /// <exception cref="InferenceException">No file can be loaded.</exception>
    public InferenceVae Given(string condition) => new(this, Layout.Parse(condition));

    /// <summary>This model with a condition for each example: calls then take as many examples as there are conditions.</summary>
    /// <param name="conditions">N conditions, as for <see cref="Given(string)"/>.</param>
    /// <inheritdoc cref="Given(string)" path="/exception"/>
    public InferenceVae Given(IReadOnlyList<string> conditions)
    {
        var layout = Layout;
        return new(this, [.. conditions.SelectMany(layout.Parse)]);
    }

    private ConditionLayout Layout => condition.Value ?? throw new ArgumentException(
        $"A condition was given, but the model in {folder} was trained without one. Leave it out, or export a run that was trained with --condition.");

    /// <summary>Opens an exported model.</summary>
    /// <param name="folder">The folder written by <c>elbo export</c>, with encoder.onnx, decoder.onnx, vae.onnx, or some of them.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <exception cref="InferenceException">The folder does not exist or holds no such file, or ONNX Runtime lacks the execution provider.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or two exclude each other.</exception>
    public static InferenceVae Open(string folder, InferenceOptions? options = null)
    {
        options ??= new();
        options.Validate();
        if (!Directory.Exists(folder))
            throw new InferenceException($"{folder} is not a folder. Name a folder written by elbo export.");
        if (!Files.Any(part => File.Exists(Path.Combine(folder, part))))
            throw new InferenceException(
                $"{folder} holds none of encoder.onnx, decoder.onnx and vae.onnx. Make them with: elbo export RUN --format onnx --out {folder}");
        return new(folder, options);
    }

    /// <summary>q(z given x) of each image.</summary>
    /// <param name="images">N images of 0 … 255, shape [N, C, H, W], row-major.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="ArgumentException">The length is not a whole number of images.</exception>
    /// <exception cref="InferenceException">encoder.onnx cannot be loaded.</exception>
    public Posteriors Encode(ReadOnlySpan<byte> images, CancellationToken cancellation = default)
    {
        var made = Run("encode", encoder, images, _ => [Mu, LogVar], cancellation);
        var width = encoder.Value.Width(Mu);
        return new(made[0].Length / width, width, made[0], made[1]);
    }

    /// <summary>The mean image of p(x given z) for each code. Under a Gaussian likelihood its values may leave [0, 1].</summary>
    /// <param name="z">N codes, shape [N, L], row-major.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns>Pixels in units of [0, 1], shape [N, C, H, W], row-major.</returns>
    /// <exception cref="ArgumentException">The length is not a whole number of codes.</exception>
    /// <exception cref="InferenceException">decoder.onnx cannot be loaded.</exception>
    public float[] Decode(ReadOnlySpan<float> z, CancellationToken cancellation = default) => Run("decode", decoder, z, _ => ["mean"], cancellation)[0];

    /// <summary>Each image decoded from its posterior mean.</summary>
    /// <param name="images">N images of 0 … 255, shape [N, C, H, W], row-major.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <returns>Pixels in units of [0, 1], shape [N, C, H, W], row-major.</returns>
    /// <exception cref="ArgumentException">The length is not a whole number of images.</exception>
    /// <exception cref="InferenceException">vae.onnx cannot be loaded.</exception>
    public float[] Reconstruct(ReadOnlySpan<byte> images, CancellationToken cancellation = default) =>
        Run("reconstruct", whole, images, _ => ["reconstruction"], cancellation)[0];

    /// <summary>How well the model explains each image.</summary>
    /// <param name="images">N images of 0 … 255, shape [N, C, H, W], row-major.</param>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="ArgumentException">The length is not a whole number of images.</exception>
    /// <exception cref="InferenceException">vae.onnx cannot be loaded.</exception>
    public Scores Score(ReadOnlySpan<byte> images, CancellationToken cancellation = default)
    {
        var made = Run("score", whole, images,
            part => part.HasOutput("rate") ? ["squared_error", "distortion", "rate", "neg_elbo"] : ["squared_error", "distortion"], cancellation);
        return new(made[0], made[1], made.ElementAtOrDefault(2), made.ElementAtOrDefault(3));
    }

    /// <summary>
    /// Loads every file of the folder and runs one example of zeros through each, so that the first request is as fast as the others and a
    /// damaged model is found. Metrics do not count it.
    /// </summary>
    /// <param name="cancellation">Stops the computation.</param>
    /// <exception cref="InferenceException">A file cannot be loaded or run, or gives values that are not finite.</exception>
    public void WarmUp(CancellationToken cancellation = default)
    {
        foreach (var (file, part) in Files.Zip([encoder, decoder, whole]))
            if (part.IsValueCreated || File.Exists(Path.Combine(folder, file)))
                part.Value.RunZeros(cancellation);
    }

    /// <summary>Frees the sessions. No call may be in progress. A model with a fixed condition leaves them to the one that it was made of.</summary>
    public void Dispose()
    {
        if (given is not null)
            return;
        foreach (var part in new[] { encoder, decoder, whole })
            if (part.IsValueCreated)
                part.Value.Dispose();
    }

    private float[][] Run<T>(string operation, Lazy<OnnxPart> part, ReadOnlySpan<T> values, Func<OnnxPart, string[]> outputs, CancellationToken cancellation)
        where T : unmanaged
    {
        using var request = InferenceRequest.Start(name, operation);
        try
        {
            var made = part.Value.Run(values, outputs(part.Value), given, cancellation);
            request.Succeeded(values.Length / part.Value.Size);
            return made;
        }
        catch (Exception e) when (request.Failed(e))
        {
            throw;
        }
    }
}
