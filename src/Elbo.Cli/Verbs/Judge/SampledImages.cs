using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Cli.Examples;
using Elbo.Data;
using Elbo.Files.NumPy;

namespace Elbo.Cli.Verbs;

/// <summary>Samples as data rather than as a picture: an array, an .npz with the class that was asked for as the label, or a folder of images.</summary>
/// <param name="Shape">The shape of each image.</param>
/// <param name="Pixels">Mean images of p(x given z), shape [N, D].</param>
/// <param name="Labels">The class of each, by number or, where classes are not numbers, by place; null without one.</param>
/// <param name="PerClass">Images of each class if no class was asked for; null for one set.</param>
internal sealed record SampledImages(ImageShape Shape, float[] Pixels, byte[]? Labels, int? PerClass)
{
    private const int UsualCount = 1000;

    /// <summary>True for a file or a folder that this writes.</summary>
    public static bool Writes(string? path) => path is not null && FileFormat.ForOutput(path) != FileFormat.Picture;

    /// <summary>Draws them.</summary>
    /// <param name="run">A run; its condition may be fixed.</param>
    /// <param name="request">The options of the verb.</param>
    public static SampledImages Draw(OpenRun run, SampleRequest request)
    {
        var (shape, count, schema) = (run.Model.Options.Shape, (int)(request.Count ?? UsualCount), run.Model.Condition);
        if (run.Model is { IsFixed: false } && schema?.Classes is { } classes)
        {
            ImageOutput.ThrowIfTooMany(request.Output!, shape, count * schema.ShownClasses.Count);
            var images = Styles.Sample(run.Model, count, request.Seed);
            byte[] numbers = [.. schema.ShownClasses.SelectMany((_, place) => Enumerable.Repeat(Number(classes, place), count))];
            return new(shape, images.Pixels.ToArray(), numbers, count);
        }
        var asked = request.Given is { } words && schema?.Classes is not null ? schema.Parse(words)[0] : double.NaN;
        var labels = double.IsNaN(asked) || asked > byte.MaxValue ? null : Enumerable.Repeat(Number(schema!.Classes!, (int)asked), count).ToArray();
        return new(shape, run.Model.Sample(count, request.Seed), labels, null);
    }

    /// <summary>Writes them.</summary>
    public void Write(string path, bool force, CancellationToken cancellation)
    {
        if (FileFormat.ForOutput(path) != FileFormat.Npz)
        {
            ImageOutput.Write(path, Shape, Pixels, names: null, force, cancellation);
            return;
        }
        byte[] bytes = Array.ConvertAll(Pixels, value => (byte)Math.Round(255 * Math.Clamp(value, 0, 1)));
        var arrays = new Dictionary<string, NpyArray>
        {
            ["images"] = NpyArray.Of<byte>(bytes, bytes.Length / Shape.Size, Shape.Channels, Shape.Height, Shape.Width),
        };
        if (Labels is { } labels)
            arrays["labels"] = NpyArray.Of<byte>(labels, labels.Length);
        OutputFile.Write(path, stream => NpzFile.Write(stream, arrays, compress: true), force, "--out");
    }

    /// <summary>Checks the place before anything is drawn.</summary>
    /// <exception cref="OptionsException">It has another ending.</exception>
    public static void ThrowIfImpossible(string path, bool force)
    {
        if (FileFormat.ForOutput(path) == FileFormat.Npz)
            OutputFile.ThrowIfTaken(path, force, "--out");
        else
            ImageOutput.ThrowIfImpossible(path, force);
    }

    private static byte Number(Data.Tables.ColumnEncoding classes, int place) =>
        classes.Categories.All(name => byte.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? byte.Parse(classes.Categories[place], CultureInfo.InvariantCulture)
            : (byte)place;
}
