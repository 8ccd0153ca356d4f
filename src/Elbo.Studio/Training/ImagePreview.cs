using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Studio.Models;

namespace Elbo.Studio.Training;

/// <summary>A preview of a file or folder of images, read as for a training.</summary>
/// <param name="Words">Counts, size and labels in a sentence.</param>
/// <param name="Notes">What was left out or found, a clause each.</param>
/// <param name="Pictures">The first training images, as data addresses.</param>
/// <param name="AreFiles">True for image files, false for an array.</param>
/// <param name="Found">The images to train on.</param>
internal sealed record ImagePreview(string Words, IReadOnlyList<string> Notes, IReadOnlyList<string> Pictures, bool AreFiles, FoundData Found)
{
    private const int Most = 12;

    /// <summary>Reads all of it.</summary>
    /// <param name="path">The whole path.</param>
    /// <param name="reading">How, see <see cref="ReadingChoices"/>.</param>
    /// <exception cref="ElboException">It cannot be read, or a choice is not allowed.</exception>
    public static ImagePreview Of(string path, IReadOnlyDictionary<string, string> reading)
    {
        var options = ReadingChoices.Read(reading);
        var data = Datasets.Load(path, options.IsDefault ? null : options);
        var (train, shape) = (data.Train, data.Train.Shape);
        var (learned, tested) = (train.Count.ToString("N0", CultureInfo.InvariantCulture), data.Test.Count.ToString("N0", CultureInfo.InvariantCulture));
        return new(
            $"{learned} images of {shape.Width}×{shape.Height} to train on and {tested} to test, "
                + $"{(shape.Channels == 1 ? "grey" : "in colour")}{Labels(train)}.",
            data.Notes,
            [.. Enumerable.Range(0, Math.Min(Most, train.Count)).Select(i => LoadedModel.Address(ImageBatch.FromBytes(shape, train.Image(i))))],
            Datasets.IsImageFiles(path),
            new(shape, train.Count));
    }

    private static string Labels(ImageSet images) => !images.HasLabels ? ", without labels"
        : images.Labels.ToArray().Distinct().Count() is var count && count == 1 ? ", 1 label" : $", {count} labels";
}
