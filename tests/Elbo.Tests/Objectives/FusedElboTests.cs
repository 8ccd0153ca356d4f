using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using Elbo.Objectives;
using Elbo.Tests.Models.Posteriors;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Objectives;

/// <summary>The fused −ELBO against tensor operations, and its gradient against finite differences.</summary>
[Collection(TorchCollection.Name)]
public sealed class FusedElboTests : IDisposable
{
    private static readonly EvidenceLowerBound Objective = new();
    private readonly int threads = get_num_threads();

    public void Dispose() => set_num_threads(threads);

    public static TheoryData<int, int, int, double, Reduction, Binarization, int> Cases { get; } = new()
    {
        { 1, 1, 1, 1.0, Reduction.Sum, Binarization.Threshold, 1 },
        { 5, 30, 4, 4.0, Reduction.Sum, Binarization.None, 2 },
        { 7, 785, 17, 0.0, Reduction.Sum, Binarization.Dynamic, 3 },
        { 64, 784, 20, 1.0, Reduction.Mean, Binarization.Threshold, 2 },
        { 33, 3000, 33, 0.3, Reduction.Mean, Binarization.Dynamic, 3 },
        { 130, 97, 16, 1.0, Reduction.Sum, Binarization.None, 3 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_AnySizes_EqualsTheUnfusedWithItsGradient(
        int examples, int dimensions, int latents, double beta, Reduction reduction, Binarization binarization, int threads)
    {
        set_num_threads(threads);
        using var model = Model(dimensions, latents);
        using var scope = NewDisposeScope();
        var output = Output(examples, dimensions, latents, scale: 3);
        var target = Target(examples, dimensions, binarization);
        Assert.True(FusedElbo.Covers(model, output, target));
        var (fused, gradients) = Differentiate(output, () => Objective.Loss(model, output, target, new(Beta: beta, Reduction: reduction)));
        var (unfused, expected) = Differentiate(output, () => Unfused(model, output, target, beta, reduction));

        Close(unfused.Distortion, fused.Distortion, 2e-6);
        Close(unfused.Rate, fused.Rate, 2e-6);
        Close(unfused.Objective, fused.Objective, 2e-6);
        Close(unfused.Value.ToDouble(), fused.Value.ToDouble(), 2e-6);
        foreach (var (e, a) in expected.Zip(gradients))
        {
            Assert.Equal(e.shape, a.shape);
            var largest = Math.Max(1e-6, e.abs().max().ToDouble());
            Assert.InRange((e - a).abs().max().ToDouble(), 0, 2e-6 * largest);
        }
    }

    [Fact]
    public void Loss_MissingTargets_EqualsTheUnfusedWithNoGradientThere()
    {
        using var model = Model(53, 6);
        using var scope = NewDisposeScope();
        var output = Output(9, 53, 6, scale: 3);
        var target = Target(9, 53, Binarization.Threshold);
        target[2] = float.NaN; // a whole example
        target[TensorIndex.Ellipsis, 52] = float.NaN; // in the partial vector at the end of a row
        target[7, 0] = float.NaN;
        Assert.True(FusedElbo.Covers(model, output, target));
        var (fused, gradients) = Differentiate(output, () => Objective.Loss(model, output, target, new()));
        var (unfused, expected) = Differentiate(output, () => Unfused(model, output, target, 1, Reduction.Sum));
        Close(unfused.Distortion, fused.Distortion, 2e-6);
        foreach (var (e, a) in expected.Zip(gradients))
            Assert.InRange((e - a).abs().max().ToDouble(), 0, 2e-6 * e.abs().max().ToDouble());
        Assert.Equal(0, gradients.Single(g => g.shape[1] == 53).masked_select(target.isnan()).abs().max().ToDouble());
    }

    [Fact]
    public void Loss_AnyNumberOfThreads_GivesTheSameBits()
    {
        using var model = Model(801, 20);
        using var scope = NewDisposeScope();
        var output = Output(67, 801, 20, scale: 3);
        var target = Target(67, 801, Binarization.None);
        var expected = Bits(1);
        foreach (var count in new[] { 2, 3, 5 })
            Assert.Equal(expected, Bits(count));

        double[] Bits(int count)
        {
            set_num_threads(count);
            var (loss, gradients) = Differentiate(output, () => Objective.Loss(model, output, target, new(Beta: 1, Reduction: Reduction.Sum)));
            return [loss.Distortion, loss.Rate, .. gradients.SelectMany(g => g.data<float>().Select(v => (double)v))];
        }
    }

    [Fact]
    public void Loss_SaturatedLogits_AreExactAndFinite()
    {
        using var model = Model(6, 1);
        using var scope = NewDisposeScope();
        var logits = tensor(new float[] { 0, 50, -50, 1e4f, -1e4f, 1e30f }).reshape(1, 6).requires_grad_();
        var target = tensor(new float[] { 1, 0, 1, 1, 1, 1 }).reshape(1, 6);
        var output = new VaeOutput(new DiagonalGaussian(zeros(1, 1), zeros(1, 1)), zeros(1, 1), logits, zeros(1, 0));
        var loss = Objective.Loss(model, output, target, new(Beta: 1, Reduction: Reduction.Sum));
        loss.Value.backward();
        Close(Math.Log(2) + 50 + 50 + 0 + 1e4 + 0, loss.Distortion, 1e-6);
        float[] expected = [-0.5f, 1, -1, 0, -1, 0];
        Assert.All(expected.Zip(logits.grad!.data<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-7f));
    }

    [Theory]
    [InlineData(-1000f, true)]
    [InlineData(-90f, true)]
    [InlineData(-20f, true)]
    [InlineData(0f, true)]
    [InlineData(1e-3f, true)]
    [InlineData(60f, true)]
    [InlineData(88f, true)]
    [InlineData(90f, false)]
    [InlineData(1000f, false)]
    [InlineData(float.NaN, false)]
    public void Loss_HugeLogVariance_IsFiniteWhereItsVarianceIs(float logVar, bool finite)
    {
        using var model = Model(1, 1);
        using var scope = NewDisposeScope();
        var posterior = new DiagonalGaussian(full([1, 1], 0.5f).requires_grad_(), full([1, 1], logVar).requires_grad_());
        var output = new VaeOutput(posterior, zeros(1, 1), zeros(1, 1).requires_grad_(), zeros(1, 0));
        var loss = Objective.Loss(model, output, zeros(1, 1), new(Beta: 1, Reduction: Reduction.Sum));
        Assert.Equal(finite, loss.IsFinite);
        if (!finite)
            return;
        loss.Value.backward();
        var excess = Math.Exp(logVar) - 1;
        Assert.Equal(0.5 * (0.25 + excess - logVar), loss.Rate, 1e-6 * (1 + Math.Abs(loss.Rate)));
        Assert.Equal(0.5 * excess, posterior.LogVar.grad!.ToDouble(), 1e-6 * (1 + Math.Abs(excess)));
        Assert.Equal(0.5, posterior.Mu.grad!.ToDouble());
    }

    [Fact]
    public void Backward_TinyNet_EqualsFiniteDifferencesInDouble()
    {
        const double Step = 1e-5;
        var options = new VaeOptions { Shape = new(1, 2, 3), Hidden = [5], DecoderHidden = [4], Latents = 2, Activation = Activation.Tanh };
        using var scope = NewDisposeScope();
        using Vae model = new(options, seed: 5), precise = new(options, seed: 5);
        precise.to(ScalarType.Float64);
        var (x, eps) = (Fill(7, 6, 1, 11).sigmoid(), Fill(7, 2, 1, 12));
        var output = model.Forward(x, eps);
        Assert.True(FusedElbo.Covers(model, output, x));
        Objective.Loss(model, output, x, new(Beta: 2, Reduction: Reduction.Sum)).Value.backward();

        using var noGrad = no_grad();
        foreach (var (parameter, twin) in model.parameters().Zip(precise.parameters()))
        {
            var (gradient, values) = (parameter.grad!.reshape(-1), twin.reshape(-1));
            for (var i = 0; i < values.numel(); i++)
            {
                var at = values[i].ToDouble();
                var (up, down) = (LossAt(at + Step), LossAt(at - Step));
                values[i] = at;
                Assert.Equal((up - down) / (2 * Step), gradient[i].ToDouble(), 2e-5);

                double LossAt(double value)
                {
                    values[i] = value;
                    var precisely = precise.Forward(x.to(ScalarType.Float64), eps.to(ScalarType.Float64));
                    Assert.False(FusedElbo.Covers(precise, precisely, x.to(ScalarType.Float64)));
                    return Objective.Loss(precise, precisely, x.to(ScalarType.Float64), new(Beta: 2, Reduction: Reduction.Sum)).Value.ToDouble();
                }
            }
        }
    }

    [Fact]
    public void Backward_LossIsPartOfALargerOne_ScalesTheGradient()
    {
        using var model = Model(30, 4);
        using var scope = NewDisposeScope();
        var output = Output(5, 30, 4, scale: 1);
        var target = Target(5, 30, Binarization.None);
        var (_, once) = Differentiate(output, () => Objective.Loss(model, output, target, new(Beta: 1, Reduction: Reduction.Sum)));
        var (_, thrice) = Differentiate(
            output,
            () => Objective.Loss(model, output, target, new(Beta: 1, Reduction: Reduction.Sum)) is var loss ? loss with { Value = 3 * loss.Value } : loss);
        Assert.All(once.Zip(thrice), pair => Assert.True((3 * pair.First).allclose(pair.Second)));
    }

    [Fact]
    public void Covers_OtherTensors_LeavesThemToTensorOperations()
    {
        using var model = Model(30, 4);
        using var scope = NewDisposeScope();
        var output = Output(5, 30, 4, scale: 1);
        var target = Target(5, 30, Binarization.None);
        Assert.True(FusedElbo.Covers(model, output, target));
        Assert.False(FusedElbo.Covers(model, output, target.to(ScalarType.Float64)));
        Assert.False(FusedElbo.Covers(model, output, target.t().contiguous().t()));
        Assert.False(FusedElbo.Covers(model, output with { Parameters = output.Parameters.to(ScalarType.BFloat16) }, target));
    }

    private static ObjectiveLoss Unfused(Vae model, VaeOutput output, Tensor target, double beta, Reduction reduction)
    {
        var terms = NegativeElbo.Terms(model, output, target);
        return ObjectiveLoss.Of(terms, NegativeElbo.Loss(terms, beta, reduction, model.Options.Shape.Size));
    }

    private static Vae Model(int dimensions, int latents) =>
        new(new VaeOptions { Shape = new(1, 1, dimensions), Hidden = [2], DecoderHidden = [2], Latents = latents });

    private static VaeOutput Output(int examples, int dimensions, int latents, float scale) => new(
        new DiagonalGaussian(Fill(examples, latents, scale, 1).requires_grad_(), Fill(examples, latents, scale, 2).requires_grad_()),
        zeros(examples, latents), Fill(examples, dimensions, scale, 3).requires_grad_(), zeros(examples, 0));

    private static Tensor Target(int examples, int dimensions, Binarization binarization)
    {
        var grey = Fill(examples, dimensions, 2, 4).sigmoid();
        return binarization == Binarization.None ? grey : grey.gt(0.5).to(ScalarType.Float32);
    }

    private static Tensor Fill(int rows, int columns, float scale, ulong seed)
    {
        var values = new float[rows * columns];
        new Philox(seed, RandomStream.Prior).FillNormal(0, values);
        return tensor(values).reshape(rows, columns) * scale;
    }

    private static (ObjectiveLoss Loss, Tensor[] Gradients) Differentiate(VaeOutput output, Func<ObjectiveLoss> of)
    {
        Tensor[] leaves = [output.Parameters, output.Posterior.Gaussian().Mu, output.Posterior.Gaussian().LogVar];
        foreach (var leaf in leaves)
            leaf.grad = null;
        var loss = of();
        loss.Value.backward();
        return (loss, [.. leaves.Select(leaf => leaf.grad!.clone())]);
    }

    private static void Close(double expected, double actual, double relative) =>
        Assert.InRange(actual, expected - relative * Math.Max(1, Math.Abs(expected)), expected + relative * Math.Max(1, Math.Abs(expected)));
}
