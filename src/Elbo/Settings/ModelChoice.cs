using Elbo.Data;
using Elbo.Files;

namespace Elbo.Settings;

/// <summary>Options that suit images, unless they were given: the net, its latents, the likelihood, the number of epochs.</summary>
/// <param name="Options">The options that differ from the defaults.</param>
/// <param name="Reason">The reason, in a sentence.</param>
internal sealed record ModelChoice(SettingValues Options, string Reason)
{
    /// <summary>The likelihood of grey and colour pixels.</summary>
    private const string Photographs = "gaussian_optimal";

    /// <summary>Up to this side, grey images such as digits get a dense net.</summary>
    private const int MostDenseSide = 32;

    private const int Latents = 128, Batch = 32, LeastEpochs = 20, MostEpochs = 100, MostExamples = 160_000;

    /// <summary>Chooses for a training split.</summary>
    /// <param name="images">The split.</param>
    /// <param name="given">The given options; they are kept, and so are options that depend on them.</param>
    /// <returns>Null if the defaults suit.</returns>
    public static ModelChoice? For(ImageSet images, SettingValues? given = null) => For(images.Shape, images.Count, given);

    /// <summary>Chooses from shape and count.</summary>
    /// <param name="shape">The shape of the images.</param>
    /// <param name="count">Images to train on.</param>
    /// <param name="given">The given options.</param>
    public static ModelChoice? For(ImageShape shape, int count, SettingValues? given = null)
    {
        given ??= new();
        if (shape.Channels == 1 && Math.Max(shape.Height, shape.Width) <= MostDenseSide)
            return null;
        var isManaged = given["engine"]?.ToString() == "managed";
        var isDense = isManaged || given.Has("hidden", "decoder-hidden") || given["activation"]?.ToString() == "gated";
        var suits = new SettingValues
        {
            ["model"] = given.Has("model") || isDense ? null : "resnet",
            ["latents"] = given.Has("latents") ? null : Latents,
            ["likelihood"] = given.Has("likelihood") || given["binarization"]?.ToString() is not (null or "none") ? null : isManaged ? "gaussian" : Photographs,
            // A small set gets more epochs: 160,000 examples in total, between 20 and 100 epochs.
            ["batch"] = given.Has("batch") ? null : Batch,
            ["epochs"] = given.Has("epochs") ? null : Math.Clamp(MostExamples / Math.Max(1, count), LeastEpochs, MostEpochs),
        };
        var words = suits.Words().ToList();
        var colour = shape.Channels == 3 ? " in colour" : "";
        return words.Count == 0 ? null : new(suits, $"Chosen for {count} training images of {shape}{colour}: {words.AsTyped()}");
    }
}
