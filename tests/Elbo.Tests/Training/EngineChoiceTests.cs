using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Training;

namespace Elbo.Tests.Training;

public sealed class EngineChoiceTests
{
    [Fact]
    public void For_WhatTheManagedEngineDoesNotCover_IsTorchAndSaysWhy()
    {
        var model = new VaeOptions { Activation = Activation.Elu };
        Assert.Equal(new("torch", "the managed engine does not support the activation elu"), EngineChoice.For(model, new()));
        var refused = Assert.Throws<OptionsException>(() => EngineChoice.For(model, new() { Engine = EngineKind.Managed }));
        Assert.Contains(
            "engine was managed, but the managed engine does not support the activation elu. Use --engine auto.", refused.Message, StringComparison.Ordinal);
        Assert.Equal("the managed engine does not support the activation gated", EngineChoice.For(new() { Activation = Activation.Gated }, new()).Reason);
        Assert.Equal("the managed engine does not support the hierarchical prior", EngineChoice.For(new() { Prior = new HierarchicalOptions() }, new()).Reason);
        Assert.Equal(
            "the managed engine does not support dropout", EngineChoice.For(new() { Net = new MlpOptions { Dropout = 0.1 } }, new()).Reason);
        Assert.Equal(
            "the managed engine does not support batch normalization", EngineChoice.For(new() { Net = new MlpOptions { BatchNorm = true } }, new()).Reason);
        Assert.Equal(
            "dropout was given, but the vamp prior passes inputs of its own through the encoder. Use --prior mixture, or leave --dropout out.",
            Assert.Single(new VaeOptions { Net = new MlpOptions { Dropout = 0.1 }, Prior = new VampOptions() }.Faults()));
        Assert.True(EngineChoice.For(new(), new() { Engine = EngineKind.Managed }).IsManaged);
    }

    public static TheoryData<int, int, int, bool> Facts() =>
        new(EngineFacts.All.Select(fact => new TheoryDataRow<int, int, int, bool>(fact.Lanes, fact.Width, fact.Batch, fact.Ratio > 1)));

    [Theory]
    [MemberData(nameof(Facts))]
    public void For_AMeasuredCell_IsTheFasterEngine(int lanes, int width, int batch, bool managed)
    {
        var model = new VaeOptions { Hidden = [width, width], DecoderHidden = [width] };

        var choice = EngineChoice.For(model, new() { Batch = batch }, lanes: lanes);

        Assert.Equal(managed ? "managed" : "torch", choice.Name);
        Assert.Contains($"at width {width} and batch {batch}", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void For_ACellBetweenMeasuredOnes_GoesByTheNearest()
    {
        Assert.Equal((512, 512), Cell(EngineFacts.Nearest(16, 500, 600)));
        Assert.Equal((1024, 128), Cell(EngineFacts.Nearest(16, 900, 100)));
        Assert.Equal((256, 128), Cell(EngineFacts.Nearest(16, new VaeOptions { Hidden = [64], DecoderHidden = [128] }, 128)));

        static (int, int) Cell(EngineFact fact) => (fact.Width, fact.Batch);
    }

    [Fact]
    public void For_EveryVector_HasFacts() =>
        Assert.Equal([4, 8, 16], EngineFacts.All.Select(fact => fact.Lanes).Distinct().Order());

    [Theory]
    [InlineData("managed")]
    [InlineData("torch")]
    public void For_AResumedRun_KeepsItsEngineWhateverTheFacts(string name)
    {
        EngineChoice earlier = new(name, "measured elsewhere");

        foreach (var lanes in (int[])[4, 8, 16])
            Assert.Equal(earlier, EngineChoice.For(new(), new(), earlier, lanes));
        Assert.Equal("asked for", EngineChoice.For(new(), new() { Engine = EngineKind.Managed }, earlier).Reason);
        Assert.Equal("the managed engine does not support the activation elu",
            EngineChoice.For(new() { Activation = Activation.Elu }, new(), new("managed", "measured elsewhere")).Reason);
    }
}
