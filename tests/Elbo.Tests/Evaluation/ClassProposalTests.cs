using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Evaluation;

[Collection(TorchCollection.Name)]
public sealed class ClassProposalTests
{
    private const int Classes = 3, Examples = 4, Draws = 6000;

    private static readonly VaeOptions Options = Small.Model with { ConditionWidth = Classes, Classes = Classes };

    [Fact]
    public void Draw_ManyOfEachExample_HaveTheProbabilitiesOfTheirWeights()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = new Vae(Options, seed: 3);
        var x = rand(Examples, Options.Shape.Size, generator: new Generator(1));
        // A classifier that is sure of its class for some and of none for others.
        foreach (var (name, parameter) in model.named_parameters())
            if (name.StartsWith("classifier", StringComparison.Ordinal))
                parameter.mul_(8);
        var noise = randn(Examples * Draws, generator: new Generator(2));
        var (posterior, condition, log) = new ClassProposal(model, x).Draw(Draws, noise);
        Assert.Equal((Examples * Draws, Classes), ((int)condition.shape[0], (int)condition.shape[1]));
        Assert.True(condition.sum(1).eq(1).all().ToBoolean());
        var expected = 0.95 * model.Classifier!.call(x).exp() + 0.05 / Classes; // [B, K]
        var shares = condition.reshape(Examples, Draws, Classes).mean([1L]);
        Assert.True((shares - expected).abs().max().ToDouble() < 0.02, $"{shares - expected}");
        // The weight of a draw: p(y) = 1/3 by the probability of drawing it.
        var drawn = (condition.reshape(Examples, Draws, Classes) * expected.unsqueeze(1)).sum(2).reshape(-1);
        Assert.True((log + (Classes * drawn).log()).abs().max().ToDouble() < 1e-5);
        // q(z given x, y) is that of the drawn class.
        var encoded = model.Encode(x.repeat_interleave(Draws, 0), condition);
        Assert.True((posterior.Mean - encoded.Mean).abs().max().ToDouble() < 1e-5);
        Assert.True(posterior.Mean.std(0).max().ToDouble() > 1e-3);
    }
}
