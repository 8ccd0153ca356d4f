using Elbo.Compute.Native;
using Elbo.Data;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Objectives;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>Options say what was found, what is allowed and what to do; all faults at once.</summary>
public sealed class OptionsTests
{
    private static readonly Dictionary<string, (TrainingOptions Options, string Found)> TrainingFaults = new()
    {
        ["epochs"] = (new() { Epochs = 0 }, "0"),
        ["batch"] = (new() { Batch = -3 }, "-3"),
        ["lr"] = (new() { LearningRate = 0 }, "0"),
        ["beta"] = (new() { Beta = -0.5 }, "-0.5"),
        ["warmup"] = (new() { Warmup = -1 }, "-1"),
        ["cycle"] = (new() { Cycle = 0 }, "0"),
        ["validation"] = (new() { Validation = -1 }, "-1"),
        ["threads"] = (new() { Threads = 5000 }, "5000"),
        ["binarization"] = (new() { Binarization = (Binarization)9 }, "9"),
        ["reduction"] = (new() { Reduction = (Reduction)9 }, "9"),
        ["precision"] = (new() { Precision = (Precision)9 }, "9"),
        ["device"] = (new() { Device = "gpu" }, "'gpu'"),
    };

    private static readonly Dictionary<string, VaeOptions> ModelFaults = new()
    {
        ["the shape"] = new() { Shape = new(1, 0, 28) },
        ["latents"] = new() { Latents = 0 },
        ["hidden"] = new() { Hidden = [512, 0] },
        ["decoder-hidden"] = new() { DecoderHidden = [] },
        ["sigma"] = new() { Likelihood = new Gaussian(0) },
        ["activation"] = new() { Activation = (Activation)9 },
    };

    public static IEnumerable<TheoryDataRow<string>> TrainingNames => TrainingFaults.Keys.Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<TheoryDataRow<string>> ModelNames => ModelFaults.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(TrainingNames))]
    public void Validate_OneTrainingFault_NamesItAlone(string name)
    {
        var (options, found) = TrainingFaults[name];
        var fault = Assert.Single(Assert.Throws<OptionsException>(options.Validate).Faults);
        Assert.StartsWith($"{name} was {found}; it must be ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ModelNames))]
    public void Validate_OneModelFault_NamesItAlone(string name)
    {
        var fault = Assert.Single(Assert.Throws<OptionsException>(ModelFaults[name].Validate).Faults);
        Assert.StartsWith(name + " ", fault, StringComparison.Ordinal);
        Assert.Contains(" must ", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EveryFault_NamesAllInOneMessage()
    {
        var training = new TrainingOptions
        {
            Epochs = 0,
            Batch = 0,
            LearningRate = double.NaN,
            Beta = double.PositiveInfinity,
            Warmup = double.NaN,
            Cycle = double.PositiveInfinity,
            Validation = -1,
            Threads = -1,
            Binarization = (Binarization)9,
            Reduction = (Reduction)9,
            Precision = (Precision)9,
            Device = "",
        };
        var error = Assert.Throws<OptionsException>(training.Validate);
        Assert.Equal(TrainingFaults.Keys.Order(), error.Faults.Select(f => f.Split(' ')[0]).Order());
        Assert.All(error.Faults, fault => Assert.Contains(fault, error.Message, StringComparison.Ordinal));
        Assert.Equal(6, Assert.Throws<OptionsException>(new VaeOptions
        {
            Shape = default,
            Latents = -1,
            Hidden = [],
            DecoderHidden = [70_000],
            Activation = (Activation)(-1),
            Likelihood = new Gaussian(11),
        }.Validate).Faults.Count);
    }

    [Fact]
    public void Validate_WarmupLongerThanACycle_NamesBoth() =>
        Assert.Contains("warmup was 6; it must be at most the 5 epochs of a cycle", Assert.Single(
            Assert.Throws<OptionsException>(new TrainingOptions { Warmup = 6, Cycle = 5 }.Validate).Faults), StringComparison.Ordinal);

    [Fact]
    public void For_Model_HasTheBinarizationOfItsLikelihood()
    {
        Assert.Equal(new TrainingOptions(), TrainingOptions.For(new VaeOptions()));
        Assert.Equal(
            new TrainingOptions { Binarization = Binarization.None }, TrainingOptions.For(new VaeOptions { Likelihood = new Gaussian() }));
    }

    [Fact]
    public void Validate_DefaultsAndBorders_Pass()
    {
        new TrainingOptions().Validate();
        new VaeOptions().Validate();
        new TrainingOptions { Epochs = 1, Batch = 1, LearningRate = 1e-12, Beta = 0, Threads = 4096, Device = "cuda:1" }.Validate();
        new VaeOptions { Shape = new(1, 1, 1), Latents = 1, Hidden = [1], DecoderHidden = [65_536] }.Validate();
    }

    [Fact]
    public void Defaults_AreTheSeedRepositorys()
    {
        Assert.Equal("784-512-512-z20-512-784", new VaeOptions().Describe());
        var training = new TrainingOptions();
        Assert.Equal((20, 64, 1e-3, 1.0), (training.Epochs, training.Batch, training.LearningRate, training.Beta));
        Assert.Equal((Binarization.Threshold, Reduction.Sum, 0), (training.Binarization, training.Reduction, training.Validation));
    }

    [Theory]
    [InlineData("cpu", true)]
    [InlineData("cuda", true)]
    [InlineData("cuda:0", true)]
    [InlineData("cuda:", false)]
    [InlineData("cuda:-1", false)]
    [InlineData("CPU", false)]
    [InlineData("mps", false)]
    public void IsWellFormed_Name_IsJudged(string name, bool wellFormed) => Assert.Equal(wellFormed, Devices.IsWellFormed(name));
}
