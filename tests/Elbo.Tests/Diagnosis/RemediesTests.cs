using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Objectives;
using Elbo.Training;

namespace Elbo.Tests.Diagnosis;

/// <summary>What the doctor advises, over random evidence: remedies of one examination agree with each other and change what the run has.</summary>
public sealed partial class RemediesTests
{
    private const int Runs = Mutants.Are ? 500 : 20_000;

    private static readonly Gen<SplitNumbers> AnyNumbers = Gen.Select(
        Gen.Double[40, 260], Gen.OneOf(Gen.Const(0.02), Gen.Double[0, 60]), Gen.Int[0, 20], Gen.Double[0.05, 3],
        (distortion, rate, active, error) => new SplitNumbers(
            distortion + rate, distortion, rate, error, active, [rate * 0.9, .. Enumerable.Repeat(rate * 0.1 / 19, 19)]));

    private static readonly Gen<TrainingOptions> AnyTraining = Gen.Select(
        OneOf(0.01, 0.5, 1, 1, 1, 4, 30, 784), OneOf(Reduction.Sum, Reduction.Sum, Reduction.Mean), Gen.Double[-5, -1.5],
        OneOf(0, 0, 3, 10), OneOf<(int Validation, Objective? Objective)>((0, null), (1000, null), (0, new M2()), (1000, new M2(100)),
            (0, new M2(600, LabelsPerBatch: 20)), (0, new M2(600, LabelsPerBatch: 60))),
        (beta, reduction, rate, warmup, other) => new TrainingOptions
        {
            Epochs = 20,
            Beta = beta,
            Reduction = reduction,
            LearningRate = double.Round(Math.Pow(10, rate), 6),
            Warmup = warmup,
            Validation = other.Validation,
            Objective = other.Objective ?? new TrainingOptions().Objective,
        });

    private static readonly Gen<Evidence> AnyEvidence =
        from training in AnyTraining
        from heldOut in AnyNumbers
        from first in Gen.Double[60, 300]
        from changes in Gen.Double[-15, 15].Array[1, 8]
        from trains in Gen.Double[-15, 5].Array[8]
        from steps in OneOf(10, 400, 40_000)
        from share in OneOf(0.001, 0.02, 0.8)
        from variance in OneOf(0.05, 1, 9)
        from sigma in OneOf(0.0, 0.1, 1)
        from incident in Gen.Bool
        from classes in OneOf<double?>(null, 0.02, 0.3)
        from latents in OneOf(1, 2, 20)
        select new Evidence
        {
            Model = sigma == 0 ? new() { Latents = latents } : new() { Latents = latents, Likelihood = new Gaussian(sigma) },
            Training = training,
            Epoch = 20,
            Split = "test",
            HeldOut = heldOut with { ActiveLatents = Math.Min(heldOut.ActiveLatents ?? 0, latents) },
            History = Course(training.Beta, first, changes, trains, steps),
            Incidents = incident ? [new(3, 70, 1, NonFinitePolicy.Skip, "The loss was not finite.")] : [],
            Spread = new(500, 0.067, 0.067 * share, [.. Enumerable.Repeat(variance, latents)]) { ClassShare = classes },
            Data = new(60_000, 0, Healthy.PixelModel),
        };

    [Fact]
    public void Examine_AnyEvidence_RemediesAgree() => AnyEvidence.Sample(evidence =>
    {
        var findings = Doctor.Examine(evidence);
        var advice = string.Join("\n", findings.Select(finding => finding.Remedy));
        var told = string.Join("\n", findings.Select(finding => $"{finding.Severity}: {finding.Title} — {finding.Evidence} → {finding.Remedy}"));
        var training = evidence.Training;

        Assert.False(Longer().IsMatch(advice) && Shorter().IsMatch(advice), "longer and shorter:\n" + told);
        Assert.All(Values(advice, "--epochs"), epochs => Assert.True(epochs != training.Epochs, told));
        Assert.All(Values(advice, "--lr"), rate => Assert.True(rate != training.LearningRate, told));
        Assert.True(Values(advice, "--lr").Select(rate => rate < training.LearningRate).Distinct().Count() <= 1, "a higher and a lower rate:\n" + told);
        Assert.All(Values(advice, "--warmup"), warmup => Assert.True(warmup > training.Warmup, told));
        Assert.All(findings, finding => Assert.True(Values(finding.Remedy, "--warmup").DefaultIfEmpty().Max() * 2
            <= Values(finding.Remedy, "--epochs").DefaultIfEmpty(training.Epochs).Max(), "a warm-up without its epochs:\n" + told));
        Assert.All(Values(advice, "--latents"), latents => Assert.True(latents < evidence.Model.Latents, told));
        Assert.All(Values(advice, "--labels-per-batch"),
            labels => Assert.True(labels < training.Batch && labels > ((training.Objective as M2)?.LabelsPerBatch ?? 0), told));
        Assert.All(Values(advice, "--sigma"), sigma => Assert.True(sigma < evidence.Model.Likelihood.FixedSigma, told));
        Assert.True(!advice.Contains("--beta 1", StringComparison.Ordinal) || training.Beta != 1, told);
        Assert.True(!advice.Contains("--reduction sum", StringComparison.Ordinal) || training.Reduction == Reduction.Mean, told);
        Assert.True(findings.Select(finding => finding.Title).Distinct().Count() == findings.Count, told);
    }, iter: Runs, threads: 1, seed: "0000000000001");

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static EpochPoint[] Course(double beta, double first, double[] changes, double[] trains, int steps)
    {
        var (heldOut, train, points) = (first, first - 2, new List<EpochPoint>());
        foreach (var (change, trainChange) in changes.Zip(trains))
        {
            (heldOut, train) = (Math.Max(40, heldOut + change), Math.Max(30, train + trainChange));
            var epoch = 20 - changes.Length + points.Count + 1;
            points.Add(new(epoch, (long)steps * epoch / 20, beta, new(train, train - 20, 20), new(heldOut, heldOut - 20, 20)));
        }

        return [.. points];
    }

    private static IEnumerable<double> Values(string advice, string option) =>
        Regex.Matches(advice, option + @" (\d[\d.]*(e-?\d+)?)").Select(match => double.Parse(match.Groups[1].Value.TrimEnd('.'), CultureInfo.InvariantCulture));

    [GeneratedRegex("(?i)train longer|train on:|go on")]
    private static partial Regex Longer();

    [GeneratedRegex("(?i)stop with")]
    private static partial Regex Shorter();
}
