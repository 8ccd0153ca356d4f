using Elbo.Compute.Distributed;
using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;
using TorchSharp;

namespace Elbo;

/// <summary>Evaluates a trained model on examples.</summary>
public static class TrainedVaeEvaluation
{
    extension(TrainedVae vae)
    {
        /// <summary>The negative ELBO on a split, with the binarization that the model was trained with.</summary>
        /// <param name="images">The split.</param>
        /// <param name="seed">The seed of eps and of dynamic binarization.</param>
        /// <param name="round">Another round gives other draws. Seed and best epoch of the run repeat the numbers in its run.json.</param>
        /// <param name="cancellation">Stops between batches.</param>
        /// <exception cref="OptionsException">The examples do not fit this model.</exception>
        public ElboEstimate Evaluate(ExampleSet images, ulong seed = 0, int round = 0, CancellationToken cancellation = default) =>
            ElboEvaluator.Summarize(Terms(vae, images, seed, round, vae.Communicator, cancellation), vae.Binarization);

        /// <summary>The same with several draws of z for each example, averaged: the bound's value, with less noise.</summary>
        /// <param name="images">The split.</param>
        /// <param name="seed">As above.</param>
        /// <param name="round">The round of the first draw; the others have those after it.</param>
        /// <param name="draws">Draws of z for each example, at least 1.</param>
        /// <param name="cancellation">Stops between batches.</param>
        internal ElboEstimate Evaluate(ExampleSet images, ulong seed, int round, int draws, CancellationToken cancellation) => ElboEvaluator.Summarize(
            ExampleTerms.Mean([.. Enumerable.Range(round, draws).Select(each => Terms(vae, images, seed, each, vae.Communicator, cancellation))]),
            vae.Binarization);

        /// <summary>Refuses weights that are finite, but so large that what the model computes is not.</summary>
        /// <param name="found">What it computed.</param>
        /// <param name="name">Where the model is, for the message.</param>
        /// <exception cref="ModelFileException">The −ELBO is NaN.</exception>
        internal void ThrowIfOverflowing(ElboEstimate found, string name)
        {
            if (!double.IsNaN(found.NegElbo))
                return;
            using var scope = TensorScope.Open();
            var (tensor, size) = vae.Model.named_parameters()
                .Select(weight => (weight.name, Size: weight.parameter.detach().abs().max().ToDouble())).MaxBy(weight => weight.Size);
            throw new ModelFileException(FormattableString.Invariant($"{name}: its −ELBO is not a number. The largest of its weights, in tensor '{tensor}', ")
                + FormattableString.Invariant($"is ±{size:G3}, with which sums overflow. Restore the file from a copy, or train again."));
        }

        /// <summary>−ELBO of each image, with one draw of z: the higher, the less the image looks like what the model was trained on.</summary>
        /// <returns>Nats, shape [N]; +∞ if an example is so far outside that a float overflows.</returns>
        /// <exception cref="OptionsException">The examples do not fit this model.</exception>
        public float[] Score(ExampleSet images, ulong seed = 0, CancellationToken cancellation = default) =>
            vae.ScoreWithCells(images, seed, cancellation).Scores;

        /// <summary>The same, and the distortion of each cell of rows of a table, as <see cref="ColumnDistortion.PerCell"/> gives it; null of images, and
        /// where it takes a pass of its own.</summary>
        internal (float[] Scores, float[]? Cells) ScoreWithCells(ExampleSet images, ulong seed, CancellationToken cancellation)
        {
            var terms = Terms(vae, images, seed, 0, Communicator.Alone, cancellation);
            return (
                [.. terms.Distortion.Zip(terms.Rate, (distortion, rate) => (float)NatsOrInfinity(distortion + rate))],
                terms.Cells is { } cells && images is TableSet rows ? ColumnDistortion.OfTerms(rows, cells) : null);
        }

        /// <summary>The distortion of each image, −log p(x given z), with one draw of z.</summary>
        /// <param name="images">N images of the model's shape.</param>
        /// <param name="seed">The seed of eps and of dynamic binarization.</param>
        /// <param name="cancellation">Stops between batches.</param>
        /// <returns>Nats, shape [N].</returns>
        /// <exception cref="OptionsException">The images have another shape.</exception>
        public float[] Distortion(ExampleSet images, ulong seed = 0, CancellationToken cancellation = default) =>
            [.. Terms(vae, images, seed, 0, Communicator.Alone, cancellation).Distortion.Select(nats => (float)NatsOrInfinity(nats))];

        /// <summary>−log p(x) on a split, estimated with the binarization that the model was trained with.</summary>
        /// <param name="images">The split.</param>
        /// <param name="samples">Draws of z for each example, S.</param>
        /// <param name="seed">The seed of eps and of dynamic binarization.</param>
        /// <param name="progress">Receives the number of finished examples; called on any thread.</param>
        /// <param name="cancellation">Stops between batches.</param>
        /// <exception cref="OptionsException">The examples do not fit this model, or <paramref name="samples"/> is out of range.</exception>
        public NllEstimate EstimateNll(
            ExampleSet images, int samples, ulong seed = 0, IProgress<int>? progress = null, CancellationToken cancellation = default)
        {
            images = vae.UnderCondition(images);
            vae.ThrowIfForeign(images);
            return NllEvaluator.Estimate(
                vae.Model, images, vae.Binarization, samples, seed, vae.Engine, progress, cancellation, vae.Communicator);
        }
    }

    /// <summary>Of a model with finite weights, a number of nats that is NaN is a difference of two that overflowed.</summary>
    internal static double NatsOrInfinity(double nats) => double.IsNaN(nats) ? double.PositiveInfinity : nats;

    private static ExampleTerms Terms(
        TrainedVae vae, ExampleSet images, ulong seed, int round, Communicator communicator, CancellationToken cancellation)
    {
        images = vae.UnderCondition(images);
        vae.ThrowIfForeign(images);
        return ExampleTerms.Of(vae.Model, images, vae.Binarization, seed, round, vae.Engine, communicator, cancellation);
    }
}
