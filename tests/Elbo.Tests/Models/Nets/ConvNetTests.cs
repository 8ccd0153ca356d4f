using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Storage;
using Elbo.Tests.Models.Posteriors;
using Elbo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Models.Nets;

[Collection(TorchCollection.Name)]
public sealed class ConvNetTests
{
    private static readonly NetOptions[] Kinds =
    [
        new ConvOptions(), new ConvOptions { Norm = Normalization.Group }, new ResNetOptions(), new ResNetOptions { Norm = Normalization.None, Blocks = 2 },
    ];

    public static TheoryData<int> EveryKind => [.. Enumerable.Range(0, Kinds.Length)];

    /// <summary>Sides 1 to 40 in a scattered order, so that 40 pairs cover each height and each width once.</summary>
    [Fact]
    public void Forward_ImagesOfEveryShape_ComeBackInTheirShape()
    {
        for (var height = 1; height <= 40; height++)
        {
            using var scope = NewDisposeScope();
            var shape = new ImageShape(height % 3 + 1, height, height * 17 % 41);
            // A smooth activation: near ReLU's kink, single precision may fall on the other side.
            using var model = new Vae(new() { Shape = shape, Latents = 3, Net = Shrunk(Kinds[height % Kinds.Length]), Activation = Activation.Silu }, seed: 1);
            using var random = new Generator((ulong)height);
            // Elbo's own operations take six examples at once, and the rest with some of these again.
            var batch = height % 3 == 0 ? 2 : 4 + height % 4;
            var (x, eps) = (rand([batch, shape.Size], generator: random), randn([2 * batch, 3], generator: random));
            var output = model.Forward(x, eps);
            Assert.Equal([batch, 3], output.Posterior.Gaussian().Mu.shape);
            Assert.Equal([2 * batch, shape.Size], output.Parameters.shape);
            Assert.True(output.Parameters.is_contiguous());
            // float32 uses Elbo's operations or oneDNN's kernels, float64 libtorch's own: they agree for every shape.
            var single = Gradients(model, output, x);
            model.to(ScalarType.Float64);
            x = x.to(ScalarType.Float64);
            var exact = Gradients(model, model.Forward(x, eps.to(ScalarType.Float64)), x);
            foreach (var (name, value) in exact)
                Assert.True(
                    (single[name].to(ScalarType.Float64) - value).norm().ToDouble() <= 1e-4 * (1 + value.norm().ToDouble()),
                    $"{name} of {model.Options.Describe()} on {shape}");
        }

        static Dictionary<string, Tensor> Gradients(Vae model, VaeOutput output, Tensor x)
        {
            model.zero_grad();
            (output.Parameters - x.repeat_interleave(2, 0)).square().mean().backward();
            return model.NamedWeights().Where(w => w.Value.grad is not null).ToDictionary(w => w.Name, w => w.Value.grad!.clone());
        }

        static NetOptions Shrunk(NetOptions net) =>
            net is ConvOptions conv ? conv with { Channels = [16, 32, 16] } : ((ResNetOptions)net) with { Channels = [16, 48] };
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Backward_OneThreadOrTwo_IsTheSameToTheBit(int kind)
    {
        using var scope = NewDisposeScope();
        using var model = new Vae(new() { Shape = new(1, 14, 11), Latents = 3, Net = Kinds[kind] }, seed: 1);
        using var last = new OutputConv(16, 2, new(7, 5));
        using var random = new Generator(1);
        var (x, maps) = (rand([20, 154], generator: random), randn([20, 16, 4, 3], generator: random));
        var threads = get_num_threads();
        try
        {
            Assert.Equal(Gradients(1), Gradients(2));
        }
        finally
        {
            set_num_threads(threads);
        }

        IReadOnlyList<float[]> Gradients(int threads)
        {
            set_num_threads(threads);
            model.zero_grad();
            last.zero_grad();
            // Without dense layers, whose products are libtorch's.
            (model.Encoder.call(x).square().sum() + last.call(maps).square().sum()).backward();
            return [.. model.Encoder.parameters().Concat(last.parameters()).Select(weight => weight.grad!.data<float>().ToArray())];
        }
    }

    [Theory]
    [InlineData(1, 28, 28, "32-64-128")]
    [InlineData(1, 28, 20, "32-64-128")]
    [InlineData(3, 64, 64, "32-64-128-256")]
    [InlineData(1, 1, 1, "32")]
    [InlineData(1, 5, 1, "32")]
    [InlineData(1, 3, 40, "32-64-128")]
    [InlineData(3, 512, 300, "32-64-128-256-256-256-256")]
    public void Fitted_ShapeOfTheImages_DecidesTheStages(int channels, int height, int width, string stages) =>
        Assert.Equal($"conv {stages}, z20", (new VaeOptions { Shape = new(channels, height, width), Net = new ConvOptions() }).Fitted().Describe());

    [Fact]
    public void New_Conv_HasTheNamesAndShapesOfTheDocs()
    {
        using var model = new Vae(new() { Net = new ConvOptions { Norm = Normalization.Group } });
        Assert.Equal(
            [
                "encoder.stage1.conv.weight 32,1,3,3", "encoder.stage1.conv.bias 32", "encoder.stage1.norm.weight 32", "encoder.stage1.norm.bias 32",
                "encoder.stage2.conv.weight 64,32,3,3", "encoder.stage2.conv.bias 64", "encoder.stage2.norm.weight 64", "encoder.stage2.norm.bias 64",
                "encoder.stage3.conv.weight 128,64,3,3", "encoder.stage3.conv.bias 128", "encoder.stage3.norm.weight 128", "encoder.stage3.norm.bias 128",
                "latent_z.mu.weight 20,2048", "latent_z.mu.bias 20", "latent_z.logvar.weight 20,2048", "latent_z.logvar.bias 20",
                "decoder.fc1.weight 2048,20", "decoder.fc1.bias 2048",
                "decoder.stage1.conv.weight 64,128,3,3", "decoder.stage1.conv.bias 64", "decoder.stage1.norm.weight 64", "decoder.stage1.norm.bias 64",
                "decoder.stage2.conv.weight 32,64,3,3", "decoder.stage2.conv.bias 32", "decoder.stage2.norm.weight 32", "decoder.stage2.norm.bias 32",
                "decoder.out.conv.weight 1,32,3,3", "decoder.out.conv.bias 1",
            ],
            model.NamedWeights().Select(w => $"{w.Name} {string.Join(',', w.Value.shape)}"));
    }

    [Fact]
    public void New_Resnet_IsItsShortcutsAtFirstAndSiluByDefault()
    {
        using var scope = NewDisposeScope();
        var options = new VaeOptions { Shape = new(3, 12, 9), Latents = 4, Net = new ResNetOptions { Channels = [16, 16], Blocks = 2 } };
        using var model = new Vae(options, seed: 1);
        Assert.Equal((Activation.Silu, "resnet 16-16 of 2 blocks, z4"), (model.Options.Activation, model.Options.Describe()));
        var closed = model.NamedWeights().Where(w => w.Name.Contains("conv2", StringComparison.Ordinal)).ToList();
        Assert.Equal(2 * 2 * 2 * 2, closed.Count);
        Assert.All(closed, w => Assert.Equal(0, w.Value.abs().max().ToDouble()));
        Assert.All(model.NamedWeights().Where(w => w.Name.EndsWith("norm.weight", StringComparison.Ordinal)), w => Assert.Equal(1, w.Value.min().ToDouble()));
        using (var noGrad = no_grad())
        {
            using var random = new Generator(1);
            var (x, before) = (rand([2, options.Shape.Size], generator: random), rand([2, 4], generator: random));
            var (mu, pixels) = (model.Encode(x).Mean, model.Decode(before));
            foreach (var name in model.NamedWeights().Where(w => w.Name.Contains("conv1", StringComparison.Ordinal)))
                name.Value.fill_(7);
            Assert.True(model.Encode(x).Mean.allclose(mu) && model.Decode(before).allclose(pixels));
        }
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Backward_EveryWeight_HasTheGradientOfFiniteDifferences(int kind)
    {
        using var scope = NewDisposeScope();
        var net = Kinds[kind] switch
        {
            ConvOptions conv => conv with { Channels = [16, 16] },
            var other => (NetOptions)((ResNetOptions)other with { Channels = [16, 16] }),
        };
        using var model = new Vae(new() { Shape = new(2, 5, 6), Latents = 2, Net = net, Activation = Activation.Silu }, seed: 3);
        model.to(ScalarType.Float64);
        using (var noGrad = no_grad())
            foreach (var (name, weight) in model.NamedWeights())
                weight.add_(0.3 * cos(arange(weight.numel(), ScalarType.Float64).reshape(weight.shape) * 1.7 + name.Length)); // zeros would hide a block
        var (x, eps) = (sin(arange(120, ScalarType.Float64) * 0.37).reshape(2, 60) * 0.5 + 0.5, cos(arange(8, ScalarType.Float64)).reshape(4, 2));

        Tensor Loss()
        {
            var output = model.Forward(x, eps);
            return (output.Parameters - x.repeat_interleave(2, 0)).square().sum()
                + output.Posterior.Gaussian().LogVar.exp().sum()
                + output.Posterior.Gaussian().Mu.square().sum();
        }
        Loss().backward();
        foreach (var (name, weight) in model.NamedWeights())
        {
            var gradient = weight.grad!.flatten();
            using var noGrad = no_grad();
            for (var i = 0L; i < weight.numel(); i += Math.Max(1, weight.numel() / 3))
            {
                using var inner = NewDisposeScope();
                var flat = weight.view(-1);
                var at = flat[i].ToDouble();
                flat[i] = at + 1e-6;
                var above = Loss().ToDouble();
                flat[i] = at - 1e-6;
                var below = Loss().ToDouble();
                flat[i] = at;
                var expected = (above - below) / 2e-6;
                Assert.True(
                    Math.Abs(expected - gradient[i].ToDouble()) < 1e-4 * (1 + Math.Abs(expected)), $"{name}[{i}]: {gradient[i].ToDouble()} is not {expected}");
            }
        }
    }

    [Fact]
    public void Decode_ChannelsLast_IsOfTheSameNumbers()
    {
        // Conv nets without a norm order their maps differently; the same layers in the usual order must give the same result.
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var options = new VaeOptions { Shape = new(3, 10, 7), Latents = 3, Net = new ConvOptions { Channels = [16, 16] } };
        using var model = new Vae(options, seed: 5);
        var plain = new ConvEncoder(options.Shape, ((nn.Module)model.Encoder).named_children().Select(c => (nn.Module<Tensor, Tensor>)c.module), new(0, []));
        using var random = new Generator(1);
        var x = rand([2, 210], generator: random);
        Assert.True(plain.call(x).allclose(model.Encoder.call(x), 1e-5, 1e-6));

        var layers = ((nn.Module)model.Decoder).named_children().ToDictionary(c => c.name, c => c.module);
        var decoder = new ConvDecoder(
            3,
            16,
            new(3, 2),
            Activation.Relu,
            layers.Where(layer => layer.Key.StartsWith("stage", StringComparison.Ordinal)).Select(layer => (nn.Module<Tensor, Tensor>)layer.Value),
            (OutputConv)layers["out"],
            new(0, []));
        foreach (var (name, weight) in decoder.named_parameters().Where(p => p.name.StartsWith("fc1", StringComparison.Ordinal)))
            weight.copy_(layers["fc1"].get_parameter(name["fc1.".Length..])!);
        var z = randn([2, 3], generator: random);
        Assert.True(decoder.call(z).allclose(model.Decoder.call(z), 1e-5, 1e-6));
    }

    [Theory]
    [InlineData("channels was empty; it must be whole numbers", new int[0], Normalization.None, 1, Activation.Relu)]
    [InlineData("channels had 0; each number must be from 1 to 65,536", new[] { 16, 0 }, Normalization.None, 1, Activation.Relu)]
    [InlineData("channels had 17 stages", new[] { 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16 }, Normalization.None, 1, Activation.Relu)]
    [InlineData("channels had a stage of width 24; each must be a multiple of 16", new[] { 16, 24 }, Normalization.Group, 1, Activation.Relu)]
    [InlineData("blocks was 0; it must be from 1 to 64", new[] { 16 }, Normalization.None, 0, Activation.Relu)]
    [InlineData(
        "activation was gated, which is for dense layers, but the net is resnet. Use --activation silu", new[] { 16 }, Normalization.None, 1, Activation.Gated)]
    public void New_OptionsOutOfRange_AreNamed(string fault, int[] channels, Normalization norm, int blocks, Activation activation)
    {
        var options = new VaeOptions { Net = new ResNetOptions { Channels = channels, Norm = norm, Blocks = blocks }, Activation = activation };
        Assert.Contains(fault, Assert.Throws<OptionsException>(() => new Vae(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equals_Sizes_Decide()
    {
        var net = new ResNetOptions { Channels = [8, 16] };
        Assert.Equal(new VaeOptions { Net = net }, new VaeOptions { Net = new ResNetOptions { Channels = [8, 16] } });
        Assert.NotEqual(new VaeOptions { Net = net }, new VaeOptions { Net = net with { Blocks = 2 } });
        Assert.NotEqual(new VaeOptions { Net = net }, new VaeOptions { Net = net with { Channels = [8, 8] } });
        Assert.NotEqual(new VaeOptions { Net = new ConvOptions() }, new VaeOptions());
    }
}
