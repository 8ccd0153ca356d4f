using Elbo.Data;
using Elbo.Files;
using Elbo.Objectives;
using Elbo.Training;

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

    private const int Latents = 128, Batch = 32, UsualEpochs = 20, MostExamples = 160_000;

    /// <summary>Fewer steps hardly move the weights of a small data set.</summary>
    private const int LeastSteps = 2000, MostEpochs = 400;

    /// <summary>Tables of at least this many rows get a model for synthetic rows, trained on this many examples in total.</summary>
    private const int LeastRowsToDraw = 5000, ExamplesToDraw = 1_300_000;

    /// <summary>Up to this share of the examples, labels are few.</summary>
    private const double FewLabels = 0.1;

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
            return Of(EpochsOnly(count, given), $"{count} training images", count, given);
        var isManaged = given["engine"]?.ToString() == "managed";
        var isDense = isManaged || given.Has("hidden", "decoder-hidden") || given["activation"]?.ToString() == "gated";
        var suits = new SettingValues
        {
            ["model"] = given.Has("model") || isDense ? null : "resnet",
            ["latents"] = given.Has("latents") ? null : Latents,
            ["likelihood"] = given.Has("likelihood") || given["binarization"]?.ToString() is not (null or "none") ? null : isManaged ? "gaussian" : Photographs,
            ["batch"] = given.Has("batch") ? null : Batch,
            // A small set gets more epochs: 160,000 examples in total, or 2,000 steps.
            ["epochs"] = given.Has("epochs") ? null : Math.Max(Math.Min(MostExamples / Math.Max(1, count), 100), Epochs(count, BatchOf(given, Batch))),
        };
        return Of(suits, $"{count} training images of {shape}{(shape.Channels == 3 ? " in colour" : "")}", count, given);
    }

    /// <summary>Chooses for the rows of a table.</summary>
    /// <param name="count">Rows to train on.</param>
    /// <param name="given">The given options.</param>
    public static ModelChoice? ForRows(int count, SettingValues given) =>
        Of(count < LeastRowsToDraw ? EpochsOnly(count, given) : ForDrawing(count, given), $"{count} training rows", count, given);

    /// <summary>What drew the best rows of the Census income table, see EXPERIMENTS.md: a prior that follows the codes, and a rate that costs less, so
    /// that columns which go together stay together.</summary>
    private static SettingValues ForDrawing(int count, SettingValues given)
    {
        var isElbo = !given.Has("objective") || given["objective"]?.ToString() == "elbo";
        return new()
        {
            ["latents"] = given.Has("latents") ? null : 16,
            ["prior"] = given.Has("prior") ? null : "mixture",
            ["components"] = given.Has("prior") || given.Has("components") ? null : 100,
            ["batch"] = given.Has("batch") ? null : 128,
            ["lr"] = given.Has("lr") || given.Has("batch") ? null : 0.002,
            ["lr-schedule"] = given.Has("lr-schedule", "lr-steps") ? null : "cosine",
            ["beta"] = given.Has("beta") || !isElbo ? null : 0.4,
            ["epochs"] = given.Has("epochs") ? null : Math.Clamp(ExamplesToDraw / count, 5, 200),
        };
    }

    private static ModelChoice? Of(SettingValues suits, string what, int count, SettingValues given)
    {
        if (LabelsPerBatch(count, suits.Has("batch") ? suits : given, given) is { } labels)
            (suits, what) = (suits.With("labels-per-batch", labels), $"{what}, {given["labels-known"]} of them with a label");
        return suits.Words().ToList() is { Count: > 0 } words ? new(suits, $"Chosen for {what}: {words.AsTyped()}") : null;
    }

    /// <summary>Where few labels are known, a third of each batch: each once in an epoch teaches the classifier far less, see EXPERIMENTS.md.</summary>
    private static int? LabelsPerBatch(int count, SettingValues batch, SettingValues given) =>
        given["labels-known"] is { } known && (int)known is > 0 and var labels && labels <= count * FewLabels && !given.Has("labels-per-batch")
            ? Objective.MixedLabels(BatchOf(batch, new TrainingOptions().Batch)) : null;

    /// <summary>More epochs than usual where those would be too few steps.</summary>
    private static SettingValues EpochsOnly(int count, SettingValues given)
    {
        var epochs = Epochs(count, BatchOf(given, new TrainingOptions().Batch));
        return new() { ["epochs"] = given.Has("epochs") || epochs == UsualEpochs ? null : epochs };
    }

    /// <summary>Epochs with at least 2,000 steps, between 20 and 400.</summary>
    private static int Epochs(int count, int batch)
    {
        var steps = Math.Max(1, (count + batch - 1) / batch);
        return Math.Clamp((LeastSteps + steps - 1) / steps, UsualEpochs, MostEpochs);
    }

    private static int BatchOf(SettingValues given, int usual) => given["batch"] is { } batch && (int)batch is >= 1 and var size ? size : usual;
}
