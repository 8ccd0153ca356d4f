using Elbo.Data;
using Elbo.Models;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The studio with a run, <c>digits</c>, that has learned MNIST for a few seconds: enough to know a 3.</summary>
public sealed class TrainedStudio : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    public TrainedStudio() => Studio = new() { Runs = folder.At("runs") };

    /// <summary>What is missing here is said by it.</summary>
    public BrowserStudio Studio { get; }

    /// <summary>The path of a file to be written for a test.</summary>
    internal string At(string file) => folder.At(file);

    public async ValueTask InitializeAsync()
    {
        if (BrowserStudio.IsHere)
        {
            var options = new VaeOptions { Hidden = [128], DecoderHidden = [128], Latents = 10 };
            using var run = TrainingRun.Start(folder.At("runs", "digits"), Datasets.Load("mnist"), options, new() { Epochs = 1, Batch = 64 });
            run.Train();
        }
        await Studio.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        folder.Dispose();
    }
}
