using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Tests.Training;

namespace Elbo.Tests.Evaluation;

/// <summary>How well the condition can be read from codes.</summary>
public sealed class ConditionProbeTests
{
    private static readonly ConditionSchema Schema = new(
    [
        new("half", ColumnKind.Categorical, ["upper", "lower"], 0, 1, HasMissing: true),
        new("other", ColumnKind.Categorical, ["a", "b", "c"], 0, 1, HasMissing: false),
        new("number", ColumnKind.Real, [], 0, 1, HasMissing: false),
    ]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Images of 6×5 that are bright above or below, with noise; every eighth does not know its half, and the other name is the row's
    /// number mod 3.</summary>
    private static ImageSet Halves(int count, ulong seed, bool hasCondition)
    {
        var (pixels, bits) = (new byte[count * 30], new uint[30]);
        for (var i = 0; i < count; i++)
        {
            new Philox(seed, RandomStream.Prior).FillBits(i, bits);
            for (var p = 0; p < 30; p++)
                pixels[i * 30 + p] = (byte)(p / 15 == Half(i) ? 160 + bits[p] % 96 : bits[p] % 96);
        }
        var images = new ImageSet(Small.Model.Shape, pixels);
        double[] Cells(int i) => [i % 8 == 7 ? double.NaN : Half(i), i % 3, 1.5];
        return hasCondition ? images.With(Schema.Encode([.. Enumerable.Range(0, count).SelectMany(Cells)])) : images;
    }

    private static int Half(int row) => row % 5 < 3 ? 0 : 1;

    private static TrainedVae Vae(int width, ConditionSchema? schema) =>
        new(new Vae(Small.Model with { ConditionWidth = width }, seed: 1), Binarization.None, table: null, schema);

    [Fact(Skip = Mutants.LeftOut)]
    public void Of_PartsThatAreNames_AreFoundAsOftenAsByAProbeOfTheCodes()
    {
        using var vae = Vae(Schema.Inputs, Schema);
        using var plain = Vae(0, null);
        var (fit, test) = (Halves(160, 1, hasCondition: true), Halves(80, 2, hasCondition: true));
        var probes = ConditionProbe.Of(vae, fit, test, (plain, Halves(160, 1, hasCondition: false), Halves(80, 2, hasCondition: false)), Token);
        Assert.Equal(["half", "other"], probes.Select(probe => probe.Column));

        // One in eight does not know its half.
        Assert.Equal((2, 140, 70), (probes[0].Classes, probes[0].FitExamples, probes[0].Examples));
        var known = Enumerable.Range(0, 80).Where(i => i % 8 != 7).ToArray();
        Assert.Equal(known.Count(i => Half(i) == 0) / 70.0, probes[0].MajorityShare, 1e-12);
        Assert.Equal(1, probes[0].Plain!.Value.Value);

        Assert.Equal((3, 160, 80), (probes[1].Classes, probes[1].FitExamples, probes[1].Examples));
        Assert.Equal(27 / 80.0, probes[1].MajorityShare, 1e-12);
        byte[] labels = [.. Enumerable.Range(0, 80).Select(i => (byte)(i % 3))];
        var found = LinearProbe.Fit(vae.Encode(fit, Token), [.. Enumerable.Range(0, 160).Select(i => (byte)(i % 3))], Token).Classify(vae.Encode(test, Token));
        Assert.Equal(found.Zip(labels).Count(pair => pair.First == pair.Second) / 80.0, probes[1].Accuracy.Value, 1e-12);
        // Nothing of these images tells it.
        Assert.InRange(probes[1].Plain!.Value.Value, 0.1, 0.6);
    }

    [Fact]
    public void Of_LabelsOfOneColumn_AreTheClasses()
    {
        var schema = new ConditionSchema([Schema.Columns[0] with { HasMissing = false }]);
        using var vae = Vae(schema.Inputs, schema);
        ImageSet Set(int count, ulong seed) => Halves(count, seed, hasCondition: false)
            .With(schema.Encode([.. Enumerable.Range(0, count).Select(i => (double)Half(i))]));
        var probe = Assert.Single(ConditionProbe.Of(vae, Set(100, 1), Set(50, 2), cancellation: Token));
        Assert.Equal(("half", 100, 50, 0.6), (probe.Column, probe.FitExamples, probe.Examples, probe.MajorityShare));
        Assert.Null(probe.Plain);
        Assert.Equal(1, probe.Accuracy.Value);
    }

    [Fact]
    public void Of_ModelWithoutACondition_IsNothing()
    {
        using var plain = Vae(0, null);
        Assert.Empty(ConditionProbe.Of(plain, Halves(20, 1, hasCondition: false), Halves(20, 2, hasCondition: false), cancellation: Token));
    }
}
