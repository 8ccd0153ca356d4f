using System.Globalization;
using System.Reflection;
using Elbo.Data;
using Elbo.Files.Safetensors;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Tests.Golden;

/// <summary>The numbers that PyTorch computed for the seed repository's VAE (see make_golden.py): 30-16-16-z4-16-30, a batch of 8.</summary>
internal static class SeedVae
{
    /// <summary>
    /// The bound of <see cref="AssertClose"/>. Both sides compute in float32 (unit roundoff 6e-8) but add in a different order; the
    /// largest difference seen is 9e-7 (the rate of the first step, whose terms nearly cancel), most are around 1e-7.
    /// </summary>
    public const double Tolerance = 1e-5;

    private static readonly Lazy<SafetensorsFile> LazyFile = new(() =>
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Golden/seed-vae.safetensors")!;
        return SafetensorsFile.Read(stream, "seed-vae.safetensors");
    });

    public static VaeOptions Options { get; } = new()
    {
        Shape = new ImageShape(1, 6, 5),
        Hidden = [16, 16],
        DecoderHidden = [16],
        Latents = 4,
    };

    public static Tensor Input => Tensor("input");

    public static Tensor Target => Tensor("target");

    /// <summary>The noise of one of the ten steps, [8, 4].</summary>
    public static Tensor Eps(int step) => Tensor("eps")[step];

    /// <summary>A model with PyTorch's initial weights, through Elbo's own loading.</summary>
    public static Vae Model(Activation activation = Activation.Relu)
    {
        var model = new Vae(Options with { Activation = activation }, seed: 99);
        Weights.Restore(Renamed("initial."), model.NamedWeights());
        return model;
    }

    public static Tensor Tensor(string name)
    {
        var golden = LazyFile.Value[name];
        return golden.Type == SafetensorsType.F64
            ? torch.tensor(golden.AsDoubles(), [.. golden.Shape])
            : torch.tensor(golden.AsSingles(), [.. golden.Shape]);
    }

    /// <summary>The tensors whose names begin with a prefix, without the prefix.</summary>
    public static SafetensorsFile Renamed(string prefix) => new(LazyFile.Value.Tensors
        .Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal))
        .Select(t => SafetensorsTensor.FromSingles(t.Name[prefix.Length..], [.. t.Shape], t.AsSingles())));

    /// <summary>
    /// Relative difference by norm: ‖actual − golden‖ / ‖golden‖ over all elements of the tensor, in double precision. By norm,
    /// because single elements near zero have no relative precision in float32; a wrong element of ordinary size still shows, as it
    /// moves the norm by far more than 1e-5.
    /// </summary>
    public static void AssertClose(string golden, Tensor actual)
    {
        var expected = Tensor(golden).to(ScalarType.Float64);
        Assert.Equal(expected.shape, actual.shape);
        var difference = ((actual.detach().to(ScalarType.Float64) - expected).norm() / expected.norm()).ToDouble();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{golden}: {difference:E1}"));
        Assert.True(difference < Tolerance, $"{golden} differs from PyTorch's by {difference:E2}, relative by norm.");
    }
}
