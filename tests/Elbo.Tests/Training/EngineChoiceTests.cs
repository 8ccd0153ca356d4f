using Elbo.Models;
using Elbo.Models.Layers;
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
        Assert.Equal("the managed engine does not support the vamp prior", EngineChoice.For(new() { Prior = new VampOptions() }, new()).Reason);
        Assert.True(EngineChoice.For(new(), new() { Engine = EngineKind.Managed }).IsManaged);
    }
}
