using System.Runtime.InteropServices;
using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using TorchSharp;

namespace Elbo.Analysis.Imputation;

/// <summary>Fills in what is missing, from what is there and a model.</summary>
public static class Imputer
{
    /// <summary>One best value for each missing cell: the mean of a number, the likeliest category. The other cells stay.</summary>
    /// <param name="model">A model of such rows.</param>
    /// <param name="rows">Rows with missing cells, encoded as the model was trained.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of rows that are done; or null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The rows are not those of the model, or an option is out of range.</exception>
    public static Table Mean(
        TrainedVae model, TableSet rows, ImputationOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Filled(rows, Fill(Checked(model, rows), options ?? new(), null, progress, cancellation));

    /// <summary>One draw of every missing cell: several draws show how sure the model is of them (multiple imputation).</summary>
    /// <param name="model">A model of such rows.</param>
    /// <param name="rows">Rows with missing cells, encoded as the model was trained.</param>
    /// <param name="draw">Which draw, from 0.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of rows that are done; or null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The rows are not those of the model, or an option is out of range.</exception>
    public static Table Draw(
        TrainedVae model, TableSet rows, int draw, ImputationOptions? options = null,
        IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Filled(rows, Fill(Checked(model, rows), options ?? new(), draw, progress, cancellation));

    /// <summary>Images with their missing pixels filled in by means.</summary>
    /// <param name="model">A model of such images.</param>
    /// <param name="pixels">As the model was trained on them, from 0 to 1; NaN where missing. Shape [N, D].</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Shape [N, D].</returns>
    /// <exception cref="OptionsException">The pixels are not a whole number of images of the model's shape, or an option is out of range.</exception>
    public static float[] Mean(TrainedVae model, float[] pixels, ImputationOptions? options = null, CancellationToken cancellation = default) =>
        Fill(Checked(model, pixels), options ?? new(), null, null, cancellation);

    /// <summary>Images with one draw of every missing pixel.</summary>
    /// <param name="model">A model of such images.</param>
    /// <param name="pixels">As the model was trained on them, from 0 to 1; NaN where missing. Shape [N, D].</param>
    /// <param name="draw">Which draw, from 0.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Shape [N, D].</returns>
    /// <exception cref="OptionsException">The pixels are not a whole number of images of the model's shape, or an option is out of range.</exception>
    public static float[] Draw(TrainedVae model, float[] pixels, int draw, ImputationOptions? options = null, CancellationToken cancellation = default) =>
        Fill(Checked(model, pixels), options ?? new(), draw, null, cancellation);

    /// <summary>Images with their missing pixels filled in by means, the others as they were given. What the model sees
    /// of them is binarized as in training.</summary>
    /// <param name="model">A model of such images.</param>
    /// <param name="images">Images with missing pixels.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of images that are done; or null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Shape [N, D].</returns>
    /// <exception cref="OptionsException">The images have another shape than the model's, or an option is out of range.</exception>
    internal static float[] Mean(
        TrainedVae model, ImageHoles images, ImputationOptions? options = null, IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Fill(model, images, options ?? new(), null, progress, cancellation);

    /// <summary>Images with one draw of every missing pixel, the others as they were given. What the model sees
    /// of them is binarized as in training.</summary>
    /// <param name="model">A model of such images.</param>
    /// <param name="images">Images with missing pixels.</param>
    /// <param name="draw">Which draw, from 0.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told the number of images that are done; or null.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Shape [N, D].</returns>
    /// <exception cref="OptionsException">The images have another shape than the model's, or an option is out of range.</exception>
    internal static float[] Draw(
        TrainedVae model, ImageHoles images, int draw, ImputationOptions? options = null,
        IProgress<int>? progress = null, CancellationToken cancellation = default) =>
        Fill(model, images, options ?? new(), draw, progress, cancellation);

    private static float[] Fill(
        TrainedVae model, ImageHoles images, ImputationOptions options, int? draw, IProgress<int>? progress, CancellationToken cancellation) =>
        images.Shape == model.Options.Shape
        ? images.Filled(Fill(Checked(model, images.Binarized(model.Binarization, options.Seed), images.Conditions), options, draw, progress, cancellation))
        : throw new OptionsException([$"The images are {images.Shape}, but the model was trained on {model.Options.Shape}. Give images of that shape."]);

    private static Incomplete Checked(TrainedVae model, TableSet rows)
    {
        rows = model.UnderCondition(rows);
        model.ThrowIfForeign(rows);
        return Incomplete.Of(model.Model, rows);
    }

    private static Incomplete Checked(TrainedVae model, float[] pixels, Conditions? conditions = null) => model.Options.Likelihood.IsOfRows
        ? throw new OptionsException(["The model learned from a table, and was given pixels. Give it the rows of a table."])
        : pixels.Length % model.Options.Shape.Size == 0
        ? new(model.Model, pixels, null, conditions ?? model.ConditionsOf(pixels.Length / model.Options.Shape.Size))
        : throw new OptionsException([$"{pixels.Length} pixels are no whole number of images of {model.Options.Shape}. Give images of that shape."]);

    /// <param name="holes">Examples with missing values.</param>
    /// <param name="options">How.</param>
    /// <param name="draw">Which draw; null for means.</param>
    /// <param name="progress">Told the number of examples that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Their values without holes, shape [N, T].</returns>
    private static float[] Fill(Incomplete holes, ImputationOptions options, int? draw, IProgress<int>? progress, CancellationToken cancellation)
    {
        options.Validate();
        if (holes.Model.Guess is { } guess)
            Completion.ThrowIfOther(holes.Model.Options, guess.Region, holes.Values);
        using var inference = torch.inference_mode();
        var filled = (float[])holes.Values.Clone();
        int[] examples = [.. Enumerable.Range(0, holes.Count).Where(holes.HasHole)];
        var atOnce = options.Method == ImputationMethod.Miwae
            ? Math.Max(1, holes.Model.Options.Rows(RowsAtOnce) / options.Samples)
            : holes.Model.Options.Rows(GibbsRows);
        foreach (var indices in examples.Chunk(atOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            float[] values = [.. indices.SelectMany(example => holes.Values.AsSpan(example * holes.Width, holes.Width).ToArray())];
            var found = holes.Model.Guess is not null ? Completion.Find(holes, indices, values, options, draw)
                : options.Method == ImputationMethod.Miwae ? ImportanceImputation.Find(holes, indices, values, options, draw)
                : PseudoGibbs.Find(holes, indices, values, options, draw);
            var flat = MemoryMarshal.Cast<byte, float>(found.cpu().contiguous().bytes);
            for (var i = 0; i < values.Length; i++)
                if (float.IsNaN(values[i]))
                    filled[indices[i / holes.Width] * holes.Width + i % holes.Width] = flat[i];
            progress?.Report(indices[^1] + 1);
        }
        return filled;
    }

    private const int RowsAtOnce = 4096;

    private const int GibbsRows = 500;

    private static Table Filled(TableSet rows, float[] values)
    {
        var cells = rows.Table.Cells.ToArray();
        for (var i = 0; i < cells.Length; i++)
            if (double.IsNaN(cells[i]) && rows.UnknownOf(i / rows.Table.Columns.Count) is null)
                cells[i] = rows.Encoding.Columns[i % rows.Encoding.Columns.Count].FromTarget(values[i]);
        return rows.Table.With(cells);
    }
}
