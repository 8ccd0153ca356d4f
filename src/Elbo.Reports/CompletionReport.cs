using Elbo.Analysis.Exploration;
using Elbo.Analysis.Imputation;
using Elbo.Data;
using Elbo.Models;
using Elbo.Reports.Figures;

namespace Elbo.Reports;

/// <summary>The figure of a model that is given a region: what is given, how it is completed, and the truth.</summary>
internal static class CompletionReport
{
    private const int Rows = 8, Draws = 5;

    /// <param name="model">The model.</param>
    /// <param name="test">The test split.</param>
    /// <param name="region">What the model is given.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="cancellation">Stops between images.</param>
    public static RunFigure Of(TrainedVae model, ImageSet test, string region, ulong seed, CancellationToken cancellation)
    {
        var shown = test.Slice(0, Math.Min(Rows, test.Count));
        var holes = ImageHoles.Of(shown, PixelMask.Of(shown.Shape, model.Model.Guess!.Region));
        var options = new ImputationOptions { Seed = seed };
        (string, ImageBatch)[] columns =
        [
            ("plain net", Batch(Completion.Guess(model, shown, cancellation))),
            .. Enumerable.Range(0, Draws).Select(draw => ($"draw {draw + 1}", Batch(Imputer.Draw(model, holes, draw, options, null, cancellation)))),
            ("truth", ImageBatch.FromBytes(shown.Shape, shown.Pixels)),
        ];
        var given = Batch(holes.Pixels.ToArray());
        return new("completions.png", ReportFigure.Drawn(
            "Completions",
            $"Test examples of which the model is given {region}. A plain net's guess is the mean over all that is possible, and blurred; "
                + "each draw of z from the prior given what is seen is one possibility. What is given is shown as it is.",
            $"{shown.Count} rows: what is given of an example, a plain net's guess, {Draws} completions, and the example.",
            () => ImputationFigure.Render(given, columns, title: null)));

        ImageBatch Batch(float[] pixels) => new(shown.Shape, pixels);
    }
}
