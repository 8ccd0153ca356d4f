using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Tests.Training;

namespace Elbo.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class CodeEvaluatorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Score_SeparableCodes_IsPerfect()
    {
        var (fit, fitLabels) = Clusters(300, 1, distance: 10);
        var (codes, labels) = Clusters(90, 2, distance: 10);
        var scores = CodeEvaluator.Score(fit, fitLabels, codes, labels, Stop);
        Assert.Equal((1, 0), (scores.KnnAccuracy.Value, scores.KnnAccuracy.StandardError));
        Assert.Equal((1, 0), (scores.ProbeAccuracy.Value, scores.ProbeAccuracy.StandardError));
        Assert.Equal((300, 90, 3, 5, 1 / 3.0), (scores.FitExamples, scores.Examples, scores.Classes, scores.Neighbours, scores.MajorityShare));
    }

    [Fact]
    public void Score_CodesThatSayNothing_IsChance()
    {
        var (fit, fitLabels) = Clusters(3000, 1, distance: 0);
        var (codes, labels) = Clusters(3000, 2, distance: 0);
        var scores = CodeEvaluator.Score(fit, fitLabels, codes, labels, Stop);
        Assert.Equal(1 / 3.0, scores.KnnAccuracy.Value, 4 * scores.KnnAccuracy.StandardError);
        Assert.Equal(1 / 3.0, scores.ProbeAccuracy.Value, 4 * scores.ProbeAccuracy.StandardError);
    }

    /// <summary>A ring around a disc: nearest neighbours separate them, no line does.</summary>
    [Fact]
    public void Score_RingAroundADisc_IsForNeighboursAlone()
    {
        static (Codes, byte[]) Ring(int count, ulong seed)
        {
            var (codes, labels) = (new float[2 * count], new byte[count]);
            for (var i = 0; i < count; i++)
            {
                var point = codes.AsSpan(2 * i, 2);
                new Philox(seed, RandomStream.Prior).FillNormal(i, point);
                var norm = MathF.Sqrt(point[0] * point[0] + point[1] * point[1]);
                labels[i] = (byte)(i % 2 == 0 ? 7 : 200);
                var radius = i % 2 == 0 ? 1 : 3;
                (point[0], point[1]) = (radius * point[0] / norm, radius * point[1] / norm);
            }
            return (new(count, 2, codes, new float[2 * count]), labels);
        }

        var (fit, fitLabels) = Ring(400, 1);
        var (codes, labels) = Ring(400, 2);
        var scores = CodeEvaluator.Score(fit, fitLabels, codes, labels, Stop);
        Assert.True(scores.KnnAccuracy.Value > 0.99);
        Assert.InRange(scores.ProbeAccuracy.Value, 0.3, 0.7);
    }

    /// <summary>Two overlapping Gaussians at ±1: the best rule, sign(z), is right with probability Φ(1).</summary>
    [Fact]
    public void Probe_OverlappingGaussians_ReachesTheBayesRate()
    {
        static (Codes, byte[]) Two(int count, ulong seed)
        {
            var (codes, labels) = (new float[2 * count], new byte[count]);
            for (var i = 0; i < count; i++)
            {
                new Philox(seed, RandomStream.Prior).FillNormal(i, codes.AsSpan(2 * i, 2));
                labels[i] = (byte)(i % 2);
                codes[2 * i] += labels[i] == 0 ? -1 : 1;
                codes[2 * i + 1] *= 100; // noise on another scale
            }
            return (new(count, 2, codes, new float[2 * count]), labels);
        }

        var (fit, fitLabels) = Two(4000, 1);
        var (codes, labels) = Two(4000, 2);
        var said = LinearProbe.Fit(fit, fitLabels, Stop).Classify(codes);
        Assert.Equal(0.8413, said.Zip(labels, (a, b) => a == b ? 1.0 : 0).Average(), 0.02);
    }

    [Fact]
    public void Score_LatentThatNeverChanges_CountsForNothing()
    {
        var (fit, labels) = Clusters(60, 1, distance: 10);
        for (var i = 0; i < fit.Count; i++)
            fit.Mu[i * 2 + 1] = 0.25f;
        Assert.Equal(1, CodeEvaluator.Score(fit, labels, fit, labels, Stop).ProbeAccuracy.Value);
    }

    [Fact]
    public void Score_NoLabelsOrTooFew_SaysWhatToDo()
    {
        using var vae = new TrainedVae(new Vae(Small.Model), Binarization.Threshold);
        var bars = Small.Bars(10, 1);
        Assert.Contains("no labels", Assert.Throws<DataException>(() => CodeEvaluator.Score(vae, bars, bars, Stop)).Message, StringComparison.Ordinal);
        var labelled = bars.WithLabels(new byte[10]);
        Assert.Contains("4 examples to fit on", Assert.Throws<DataException>(() => CodeEvaluator.Score(vae, labelled.Slice(0, 4), labelled, Stop)).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, CodeEvaluator.Score(vae, labelled, labelled, Stop).KnnAccuracy.Value);
    }

    /// <summary>Three clusters on a line in the first of two latents, and normal noise.</summary>
    private static (Codes Codes, byte[] Labels) Clusters(int count, ulong seed, float distance)
    {
        var (codes, labels) = (new float[2 * count], new byte[count]);
        for (var i = 0; i < count; i++)
        {
            new Philox(seed, RandomStream.Prior).FillNormal(i, codes.AsSpan(2 * i, 2));
            labels[i] = (byte)(i % 3);
            codes[2 * i] += distance * labels[i];
        }
        return (new(count, 2, codes, new float[2 * count]), labels);
    }
}
