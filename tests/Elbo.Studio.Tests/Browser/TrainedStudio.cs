using Elbo.Data;
using Elbo.Models;

namespace Elbo.Studio.Tests.Browser;

/// <summary>The studio with two runs that were trained on MNIST for a few seconds, enough to recognize a 3: <c>digits</c>, and <c>labelled</c> with the
/// label as its condition.</summary>
public sealed class TrainedStudio : IAsyncLifetime
{
    /// <summary>The tests that share it.</summary>
    internal const string Shared = "a trained model";

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
            foreach (var (name, given) in new[] { ("digits", null), ("labelled", new DataOptions { Condition = ["label"] }) })
            {
                var data = Datasets.Load("mnist", given);
                using var run = TrainingRun.Start(
                    folder.At("runs", name), data with { Train = data.Train.Slice(0, 30_000) }, options, new() { Epochs = 1, Batch = 32 });
                run.Train();
            }
        }
        await Studio.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>One training for all of them.</summary>
[CollectionDefinition(TrainedStudio.Shared)]
public sealed class TrainedStudioTests : ICollectionFixture<TrainedStudio>;
