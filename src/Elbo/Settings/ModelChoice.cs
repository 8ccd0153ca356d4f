using Elbo.Data;
using Elbo.Files;

namespace Elbo.Settings;

/// <summary>Options that suit images, where nobody named them: the net, its latents, the likelihood, how long to train.</summary>
/// <param name="Options">What differs from the defaults.</param>
/// <param name="Reason">Why, in a sentence for people.</param>
internal sealed record ModelChoice(SettingValues Options, string Reason)
{
    /// <summary>The likelihood of pixels that are more than black and white.</summary>
    private const string Photographs = "gaussian_optimal";

    /// <summary>Up to this side, grey images are a dense net's: digits are.</summary>
    private const int MostDenseSide = 32;

    private const int Latents = 128, Batch = 32, LeastEpochs = 20, MostEpochs = 100, MostExamples = 160_000;

    /// <summary>Chooses for a training split.</summary>
    /// <param name="images">The split.</param>
    /// <param name="given">What was asked for: it is left as it is, and so is what depends on it.</param>
    /// <returns>Null where the defaults suit.</returns>
    public static ModelChoice? For(ImageSet images, SettingValues? given = null) => For(images.Shape, images.Count, given);

    /// <summary>The same from what it depends on.</summary>
    /// <param name="shape">The shape of the images.</param>
    /// <param name="count">Images to train on.</param>
    /// <param name="given">What was asked for.</param>
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
            // A small set is passed more often: 160,000 examples in all, within 20 and 100 epochs.
            ["batch"] = given.Has("batch") ? null : Batch,
            ["epochs"] = given.Has("epochs") ? null : Math.Clamp(MostExamples / Math.Max(1, count), LeastEpochs, MostEpochs),
        };
        var words = suits.Words().ToList();
        var colour = shape.Channels == 3 ? " in colour" : "";
        return words.Count == 0 ? null : new(suits, $"Chosen, because the images are {shape}{colour} and {count} to train on: {words.AsTyped()}");
    }
}
