using Elbo.Compute.Distributed;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Managed;
using Elbo.Objectives;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Training;

/// <summary>The managed engine against autograd on a table with a column of every kind and missing cells.</summary>
[Collection(TorchCollection.Name)]
public sealed class ManagedTableTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    /// <summary>Every vector width and objective, with and without holes.</summary>
    public static TheoryData<Objective, bool, int, int, int> Combinations()
    {
        int[] batches = [16, 1, 33, 150, 64], threads = [1, 2, 3];
        Objective[] objectives = [new EvidenceLowerBound(), new Iwae(5, GradientEstimator.Dreg), new Miwae(2, 3, GradientEstimator.Standard)];
        var data = new TheoryData<Objective, bool, int, int, int>();
        var turn = 0;
        foreach (var lanes in new[] { 16, 8, 4 })
            foreach (var holes in new[] { true, false })
                foreach (var objective in objectives)
                    data.Add(objective, holes, lanes, batches[turn % batches.Length], threads[turn++ % threads.Length]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Run_FortySteps_FollowsAutograd(Objective objective, bool holes, int lanes, int batch, int threads)
    {
        var rows = Rows(200, holes);
        Following.Follow(Model(rows), Training with { Objective = objective, Batch = batch }, rows, threads, steps: 40, lanes);
    }

    [Theory]
    [InlineData(2.5, Reduction.Sum)]
    [InlineData(1.0, Reduction.Mean)]
    public void Run_BetaAndReduction_FollowAutograd(double beta, Reduction reduction)
    {
        var rows = Rows(200, holes: true);
        Following.Follow(Model(rows), Training with { Beta = beta, Reduction = reduction }, rows, threads: 2, steps: 30);
    }

    [Fact]
    public void Run_AnyNumberOfThreads_GivesTheSameWeightsBitForBit()
    {
        var rows = Rows(200, holes: true);
        foreach (var objective in new Objective[] { new EvidenceLowerBound(), new Iwae(3, GradientEstimator.Stl) })
        {
            var expected = Train(1);
            foreach (var threads in new[] { 2, 3, 5 })
                Assert.Equal(expected, Train(threads));

            float[] Train(int threads)
            {
                using var vae = new Vae(Model(rows), seed: 1);
                using var adam = new Adam(vae.named_parameters(), 1e-3);
                using var step = new ManagedStep(vae, adam, Training with { Objective = objective, Batch = 140 }, rows, threads);
                for (var s = 0; s < 10; s++)
                    step.Run(Following.Batch(s, s % 3 == 2 ? 16 : 140, rows.Count), epoch: 1);
                step.Publish();
                return Small.Values(vae);
            }
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    public void Run_MixtureOfNumbers_FollowsAutograd(int lanes)
    {
        var cells = Enumerable.Range(0, 600).SelectMany(i => new[] { i % 9 == 0 ? double.NaN : i % 3 == 0 ? 40 : Math.Exp(i % 171 / 20.0), i % 11 });
        var table = new Table([new("gain", ColumnKind.NumericMixture, []), new("few", ColumnKind.NumericMixture, [])], [.. cells]);
        var rows = new TableSet(table, TableEncoding.Of(table));
        Following.Follow(Model(rows), Training with { Batch = 48 }, rows, threads: 2, steps: 40, lanes);
    }

    /// <summary>Counts of any size with means and shapes that a net may give.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    public void Run_LargeCountsAndManyCategories_FollowsAutograd(int lanes)
    {
        var names = Enumerable.Range(0, 40).Select(i => $"c{i}").ToArray();
        var cells = Enumerable.Range(0, 150).SelectMany(i => new[] { i % 9 == 0 ? double.NaN : Math.Pow(10, i % 7) - 1, i % 11, i * 7 % 40 });
        var table = new Table([new("large", ColumnKind.Count, []), new("small", ColumnKind.Count, []), new("name", ColumnKind.Categorical, names)], [.. cells]);
        var rows = new TableSet(table, TableEncoding.Of(table));
        Following.Follow(Model(rows), Training with { Batch = 50 }, rows, threads: 2, steps: 40, lanes);
    }

    [Fact]
    public void Run_CellNotFinite_ThrowsAndChangesNothing()
    {
        var rows = Rows(50, holes: true);
        using var vae = new Vae(Model(rows), seed: 1);
        using (no_grad())
            vae.named_parameters().Single(p => p.name == "latent_z.mu.bias").parameter.fill_(1e20);
        using var adam = new Adam(vae.named_parameters(), 1e-3);
        var before = Small.Values(vae);
        using var step = new ManagedStep(vae, adam, Training, rows, 2);
        Assert.Throws<NonFiniteException>(() => step.Run([1, 2], epoch: 2));
        step.Publish();
        Assert.Equal(before, Small.Values(vae));
    }

    /// <summary>Weights and moments that one engine leaves are what the other continues from.</summary>
    [Fact]
    public void Publish_AfterHalfTheSteps_LetsAutogradContinue()
    {
        var rows = Rows(200, holes: true);
        var (whole, parts) = (Train(switches: false), Train(switches: true));
        Assert.All(whole.Zip(parts), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

        float[] Train(bool switches)
        {
            using var vae = new Vae(Model(rows), seed: 1);
            using var adam = new Adam(vae.named_parameters(), 1e-3);
            using (var first = new ManagedStep(vae, adam, Training, rows, 2))
                Steps(first, 0, 10);
            using IGradientStep second = switches ? new TorchStep(vae, adam, Training, rows, CPU) : new ManagedStep(vae, adam, Training, rows, 2);
            Steps(second, 10, 20);
            return Small.Values(vae);
        }

        void Steps(IGradientStep step, int from, int to)
        {
            for (var s = from; s < to; s++)
                step.Run(Following.Batch(s, 16, rows.Count), epoch: 1);
            step.Publish();
        }
    }

    [Theory]
    [InlineData(16, 1)]
    [InlineData(8, 130)]
    [InlineData(4, 257)]
    public void Passes_OfInference_FollowTheModules(int lanes, int count)
    {
        var rows = Rows(count, holes: true);
        using var vae = new Vae(Model(rows), seed: 5);
        var engine = ManagedInference.For(vae, lanes);
        Assert.False(engine.Decodes);
        var ours = ExampleTerms.Of(vae, rows, Binarization.None, seed: 2, round: 3, engine, Communicator.Alone, Stop);
        var theirs = ExampleTerms.Of(vae, rows, Binarization.None, seed: 2, round: 3, engine: null, Communicator.Alone, Stop);
        AssertClose(theirs.Mu, ours.Mu);
        AssertClose(theirs.Distortion, ours.Distortion);

        var few = rows.Slice(0, Math.Min(count, 5));
        var (nll, expected) = (Nll(engine), Nll(null));
        for (var i = 0; i < few.Count; i++)
            Assert.Equal(expected.PerExample[i], nll.PerExample[i], 1e-4 * Math.Max(1, Math.Abs(expected.PerExample[i])));

        NllEstimate Nll(ManagedInference? with) => NllEvaluator.Estimate(vae, few, Binarization.None, 150, 7, with, null, Stop);
    }

    private static TrainingOptions Training => Small.Training with { Binarization = Binarization.None };

    private TableSet Rows(int count, bool holes)
    {
        // The encoding of many rows, so that every category is known.
        var encoding = TableEncoding.Of(MixedTable.Read(folder, 300, holes));
        return new TableSet(MixedTable.Read(folder, 300, holes), encoding).Slice(0, count);
    }

    private static VaeOptions Model(TableSet rows) => new()
    {
        Shape = rows.Shape,
        Likelihood = TableLikelihood.Of(rows.Encoding),
        Hidden = [21],
        DecoderHidden = [17],
        Latents = 3,
        Activation = Activation.Tanh,
    };

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])));
    }
}
