using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Models;
using Elbo.Reports.Figures.Drawing;
using Elbo.Runs;

namespace Elbo.Studio.Models;

/// <summary>The best weights of a run on images with the test images and their codes, for pages to explore.</summary>
public sealed class LoadedModel : Explored
{
    /// <summary>Keeps nothing else of the run: its training images may fill the memory.</summary>
    private LoadedModel(OpenRun run, ImageSet? examples, string? missing, ImageSet? training = null) : base(run, examples, missing) =>
        (Examples, TrainingScores, Model) = (examples, training is null ? null : new(Whole, training), Under(null));

    /// <summary>The columns of the condition; null if the model has none.</summary>
    internal ConditionSchema? Condition => Whole.Condition;

    /// <summary>The chosen cells of the condition; null if none were chosen.</summary>
    internal double[]? Chosen { get; private set; }

    /// <summary>Up to <see cref="Explored.MostExamples"/> of the test split, in its order; null if the data is missing.</summary>
    public ImageSet? Examples { get; }

    /// <summary>The scores of some training examples; null if the data is missing.</summary>
    public ReferenceScores? TrainingScores { get; }

    /// <inheritdoc/>
    internal override IReadOnlyList<Grouping> Groupings => field ??= Examples is { HasLabels: true } images
        ? [new("label", [.. Enumerable.Range(0, images.Labels.ToArray().Max() + 1).Select(label =>
            images.LabelNames is { } names && label < names.Count ? VisibleText.Line(names[label]) : label.ToString(CultureInfo.InvariantCulture))],
            images.Labels.ToArray())]
        : [];

    /// <summary>This model under a condition, with the same examples and codes.</summary>
    /// <param name="cells">A value for each column, NaN for any; null for no choice.</param>
    internal LoadedModel Given(double[]? cells)
    {
        var given = (LoadedModel)MemberwiseClone();
        (given.Model, given.Chosen) = (Under(cells), cells);
        return given;
    }

    /// <summary>This model under a test example's own condition, if none was chosen; itself without an example.</summary>
    internal LoadedModel For(int? example) => Condition is not null && Chosen is null && example is { } index && Examples is { } images
        ? Given(OwnCondition.Of(this, images.Slice(index, 1), index))
        : this;

    private TrainedVae Under(double[]? cells) => Whole.Condition is { } condition ? Whole.Given(cells ?? condition.Usual) : Whole;

    /// <summary>The name of an example's label; null if it has none.</summary>
    public string? Label(int example) =>
        Examples is { HasLabels: true } images ? VisibleText.Line(images.LabelName(images.Labels[example])) : null;

    /// <summary>An unmodified example, as a data address for an image element.</summary>
    public string Picture(int example) => Picture(Examples!.Image(example));

    /// <summary>An unmodified image, as a data address for an image element.</summary>
    /// <param name="image">Shape [C, H, W] of the model.</param>
    public string Picture(ReadOnlySpan<byte> image) => Address(ImageBatch.FromBytes(Model.Options.Shape, image));

    /// <summary>A code, decoded, as a data address for an image element.</summary>
    public string Decode(ReadOnlySpan<float> z) => Address(Model.Decode(z));

    /// <summary>Several codes, decoded.</summary>
    /// <param name="z">Shape [N, L].</param>
    public IReadOnlyList<string> DecodeAll(ReadOnlySpan<float> z)
    {
        var (pixels, size) = (Model.Decode(z), Model.Options.Shape.Size);
        return [.. Enumerable.Range(0, pixels.Length / size).Select(i => Address(pixels.AsSpan(i * size, size)))];
    }

    /// <summary>A code decoded as every class of the condition, as data addresses.</summary>
    /// <param name="z">Shape [L].</param>
    internal IReadOnlyList<string> DecodeAsEveryClass(float[] z)
    {
        var images = Styles.OfCodes(Whole, z);
        return [.. Enumerable.Range(0, images.Count).Select(i => Address(images.Slice(i, 1)))];
    }

    /// <summary>Reads weights and data, and encodes.</summary>
    /// <exception cref="ElboException">The run has no weights, or they are damaged.</exception>
    internal static LoadedModel Load(RunManifest manifest, string folder)
    {
        var run = OpenRun.Open(manifest, folder, "cpu");
        try
        {
            var (train, test) = (run.Images.Train, run.Images.Test);
            return new(run, test.Slice(0, Math.Min(MostExamples, test.Count)), null, train);
        }
        catch (ElboException e)
        {
            return new(run, null, $"Its data cannot be read, so no examples are shown. {e.Message}");
        }
    }

    /// <summary>Pixels as a data address for an image element.</summary>
    /// <param name="shape">Their shape.</param>
    /// <param name="pixels">Values 0…1, shape [C, H, W].</param>
    internal static string Address(ImageShape shape, ReadOnlySpan<float> pixels) => Address(new ImageBatch(shape, pixels.ToArray()));

    /// <summary>The first image as a data address for an image element.</summary>
    internal static string Address(ImageBatch images) =>
        "data:image/png;base64," + Convert.ToBase64String(ImageFile.Png(images.Shape, images[0]));

    private string Address(ReadOnlySpan<float> pixels) => Address(Model.Options.Shape, pixels);
}
