using Elbo.Data;
using Elbo.Models;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The studio with a run, <c>digits</c>, trained on MNIST for a few seconds: enough to recognize a 3.</summary>
public sealed class TrainedStudio : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    public TrainedStudio() => Studio = new() { Runs = folder.At("runs") };

    /// <summary>Says what is missing on this machine.</summary>
    public BrowserStudio Studio { get; }

    /// <summary>The path of a file that a test writes.</summary>
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
