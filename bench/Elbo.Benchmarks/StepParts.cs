using BenchmarkDotNet.Attributes;
using Elbo.Bench;
using Elbo.Compute.Native;
using Elbo.Data;
using TorchSharp;

namespace Elbo.Benchmarks;

/// <summary>One whole training step of the seed's net on MNIST, by each engine.</summary>
public class StepParts : IDisposable
{
    private torch.Tensor? grey;
    private StepEngine? engine;

    [ParamsSource(nameof(Engines))]
    public string Engine { get; set; } = "";

    [Params(64, 128, 512)]
    public int Batch { get; set; }

    public static IEnumerable<string> Engines => StepEngine.All;

    [GlobalSetup]
    public void Load()
    {
        Libtorch.Load();
        var images = Datasets.Load("mnist").Train;
        torch.set_num_threads(Environment.ProcessorCount);
        grey = EagerStep.Grey(images);
        engine = new(Engine, new(StepSetting.Seed(), Batch, Environment.ProcessorCount), images, grey);
    }

    [Benchmark]
    public void Step() => engine!.Step();

    [GlobalCleanup]
    public void Dispose()
    {
        engine?.Dispose();
        grey?.Dispose();
        GC.SuppressFinalize(this);
    }
}
