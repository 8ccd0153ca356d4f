using Elbo.Data.Tables;
using Elbo.Files.Safetensors;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Tests.Data;

namespace Elbo.Tests.Models.Storage;

public sealed class ModelLayoutTests
{
    public static TheoryData<VaeOptions> Models => new(
        new VaeOptions { Hidden = [7, 5], DecoderHidden = [4, 6], Activation = Activation.Gated, Likelihood = new GaussianLearned() },
        new VaeOptions { Hidden = [7], Likelihood = new GaussianOptimal(), Prior = new MixtureOptions(3) },
        new VaeOptions { Hidden = [7], DecoderHidden = [7], Prior = new VampOptions(3), Likelihood = new LogisticMixture(2) },
        new VaeOptions { Hidden = [7], DecoderHidden = [7], Activation = Activation.Gated, Prior = new HierarchicalOptions { Latents = 4, Hidden = [6, 5] } },
        new VaeOptions
        {
            Shape = new(3, 13, 9),
            Net = new ConvOptions { Channels = [16, 48, 32] },
            Prior = new HierarchicalOptions { Latents = 4, Hidden = [6, 5] },
        },
        new VaeOptions { Shape = new(1, 1, 9), Net = new ConvOptions { Norm = Normalization.Group } },
        new VaeOptions { Shape = new(3, 33, 20), Net = new ResNetOptions { Blocks = 2, Channels = [16, 32] }, Likelihood = new Laplace() },
        new VaeOptions { Net = new ResNetOptions { Norm = Normalization.None, Channels = [16] }, Likelihood = new BetaBinomial() },
        new VaeOptions
        {
            Shape = new(1, 1, 6),
            Hidden = [7],
            DecoderHidden = [7],
            Likelihood = new TableLikelihood([new(ColumnKind.Real), new(ColumnKind.Categorical, 4), new(ColumnKind.Binary)]),
        });

    [Theory]
    [MemberData(nameof(Models))]
    public void Tensors_AreThoseOfTheModel(VaeOptions options)
    {
        options = options with { Latents = 3 };
        using var model = new Vae(options);
        Assert.Equal(
            model.NamedWeights().Select(tensor => $"{tensor.Name} {SafetensorsTensor.Show(tensor.Value.shape)}").Order(StringComparer.Ordinal),
            ModelLayout.Tensors(options).Select(tensor => $"{tensor.Name} {SafetensorsTensor.Show(tensor.Shape)}").Order(StringComparer.Ordinal));
    }

    public static TheoryData<VaeOptions> EveryKind => new(Kinds.Models);

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Tensors_EveryKind_AreThoseOfTheModelAndOfItsFile(VaeOptions options)
    {
        using var folder = new TempFolder();
        using var vae = new TrainedVae(new(options, seed: 3), options.Likelihood.UsualBinarization);
        Assert.Equal(
            vae.Model.NamedWeights().Select(tensor => $"{tensor.Name} {SafetensorsTensor.Show(tensor.Value.shape)}").Order(StringComparer.Ordinal),
            ModelLayout.Tensors(options).Select(tensor => $"{tensor.Name} {SafetensorsTensor.Show(tensor.Shape)}").Order(StringComparer.Ordinal));

        vae.Save(folder.File("model.safetensors"));
        using var loaded = ModelFile.Read(folder.File("model.safetensors")).Load();
        var fitted = options.Fitted();
        Assert.Equal((fitted.Net, fitted.Prior, fitted.Likelihood), (loaded.Options.Net, loaded.Options.Prior, loaded.Options.Likelihood));
        Assert.All(vae.Model.NamedWeights().Zip(loaded.Model.NamedWeights()), pair => Assert.True(pair.First.Value.Equals(pair.Second.Value), pair.First.Name));
    }
}
