using Elbo.Compute.Distributed;
using Elbo.Compute.Engine;
using Elbo.Compute.Randomness;
using Elbo.Compute.Simd;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Managed;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Training;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Managed;

/// <summary>The managed engine's forward passes against the model's modules.</summary>
[Collection(TorchCollection.Name)]
public sealed class ManagedInferenceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<Activation, Likelihood, Binarization, int, int> Combinations()
    {
        int[] counts = [1, 130, 40, 257, 128];
        var data = new TheoryData<Activation, Likelihood, Binarization, int, int>();
        var turn = 0;
        foreach (var lanes in new[] { 16, 8, 4 })
            foreach (var likelihood in new Likelihood[] { new Bernoulli(), new Gaussian(0.3) })
                foreach (var activation in new[] { Activation.Relu, Activation.Tanh, Activation.Gelu, Activation.Silu })
                    data.Add(activation, likelihood, (Binarization)(turn % 3), lanes, counts[turn++ % counts.Length]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Passes_AnyModel_FollowTheModules(Activation activation, Likelihood likelihood, Binarization binarization, int lanes, int count)
    {
        using var vae = new Vae(Small.Model with { Activation = activation, Likelihood = likelihood, Hidden = [13, 21], DecoderHidden = [17, 9] }, seed: 5);
        var images = Small.Bars(count, 1);
        var engine = ManagedInference.For(vae, lanes);

        var ours = ExampleTerms.Of(vae, images, binarization, seed: 2, round: 3, engine, Communicator.Alone, Stop);
        var theirs = ExampleTerms.Of(vae, images, binarization, seed: 2, round: 3, engine: null, Communicator.Alone, Stop);
        AssertClose(theirs.Mu, ours.Mu, 1e-5);
        AssertClose(theirs.RatePerDimension!, ours.RatePerDimension!, 1e-5);
        AssertClose(theirs.Distortion, ours.Distortion, 1e-5);

        var means = engine.Decode(ours.Mu, Stop);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var z = tensor(ours.Mu, count, vae.Options.Latents);
        AssertClose(vae.Likelihood.Mean(vae.Decode(z)).data<float>().ToArray(), means, 1e-5);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    public void Encode_LogVarianceBeyondItsLimit_IsTheLimit(int lanes)
    {
        using var vae = new Vae(Small.Model, seed: 5);
        using (no_grad())
        {
            using var bias = vae.named_parameters().Single(pair => pair.name == "latent_z.logvar.bias").parameter.view(-1);
            bias.fill_(500);
        }
        var codes = ManagedInference.For(vae, lanes).Encode(Small.Bars(130, 1).Rows(Binarization.None, default), Stop);
        Assert.All(codes.LogVar, value => Assert.Equal(LogVariance.Most, value));
        using var trained = new TrainedVae(vae, Binarization.None);
        Assert.All(trained.Score(Small.Bars(3, 1), cancellation: Stop), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void For_WhatIsNotCovered_IsNull()
    {
        using var vae = new Vae(Small.Model with { Activation = Activation.Elu });
        Assert.Null(ManagedInference.For(vae));
    }

    [Fact]
    public void Passes_OtherPlaceOrThreads_GiveTheSameBits()
    {
        using var vae = new Vae(Small.Model, seed: 5);
        var engine = ManagedInference.For(vae, VectorWidth.Lanes);
        var images = Small.Bars(300, 1);
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = engine.Encode(images.Rows(Binarization.None, default), Stop);
            set_num_threads(3);
            Assert.Equal(one.Mu, engine.Encode(images.Rows(Binarization.None, default), Stop).Mu);
            var part = engine.Encode(images.Slice(77, 90).Rows(Binarization.None, default), Stop);
            Assert.Equal(one.Mu.AsSpan(77 * one.Latents, 90 * one.Latents).ToArray(), part.Mu);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    public void Distort_SparseRows_GivesTheSameBitsAsDenseOnes(int lanes)
    {
        using var folder = new TempFolder();
        var rows = WideTable.Of(folder, 300);
        using var vae = TableVae.Of(rows, hidden: [37]);
        var engine = ManagedInference.For(vae.Model, lanes);
        var sparse = new TableRows(rows.Train.Table, rows.Train.Encoding);
        Assert.True(sparse.MostEntries * 4 <= rows.Train.Encoding.Inputs);
        var (cells, denseCells) = (new float[rows.Train.Table.Cells.Length], new float[rows.Train.Table.Cells.Length]);
        var ours = engine.Distort(sparse, new(3, RandomStream.EvaluationNoise), cells, Stop);
        var dense = engine.Distort(new DenseRows(sparse), new(3, RandomStream.EvaluationNoise), denseCells, Stop);
        Assert.Equal(dense.Codes.Mu, ours.Codes.Mu);
        Assert.Equal(dense.Codes.LogVar, ours.Codes.LogVar);
        Assert.Equal(dense.Distortion, ours.Distortion);
        Assert.Equal(denseCells, cells);
        var serial = engine.Serial.Distort(sparse, new(3, RandomStream.EvaluationNoise), denseCells, Stop);
        Assert.Equal(ours.Distortion, serial.Distortion);
    }

    [Fact]
    public void Encode_Cancelled_Stops()
    {
        using var vae = new Vae(Small.Model);
        var engine = ManagedInference.For(vae, VectorWidth.Lanes);
        Assert.Throws<OperationCanceledException>(() => engine.Encode(Small.Bars(300, 1).Rows(Binarization.None, default), new(canceled: true)));
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
    }

    /// <summary>Rows that do not say that they are sparse.</summary>
    private sealed class DenseRows(IExampleRows rows) : IExampleRows
    {
        public int Count => rows.Count;

        public bool HasThreshold => rows.HasThreshold;

        public void Expect(int first, int count) => rows.Expect(first, count);

        public void Input(int example, Span<float> row) => rows.Input(example, row);

        public void Target(int example, Span<float> row) => rows.Target(example, row);
    }
}
