using Elbo.Analysis;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Inference;
using Elbo.Models;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Golden;
using Elbo.Tests.Inference;
using Elbo.Tests.Reports.Figures;
using Elbo.Tests.Training;
using TorchSharp;

namespace Elbo.Tests.Models;

/// <summary>One loaded model, used by 64 threads from its first call on: the same bits as with one thread, and no tensor is left.</summary>
[Collection(TorchCollection.Name)]
public sealed class ConcurrencyTests
{
    private const int Threads = 64;

    private static readonly ImageSet Images = Small.Bars(6, 6);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Dictionary<string, VaeOptions> Kinds = new()
    {
        ["mlp"] = SeedVae.Options,
        ["conv"] = SeedVae.Options with { Net = new ConvOptions { Channels = [16, 16] } },
        ["resnet"] = SeedVae.Options with { Net = new ResNetOptions { Channels = [16] } },
        ["vamp"] = SeedVae.Options with { Prior = new VampOptions(3) },
        ["mixture"] = SeedVae.Options with { Prior = new MixtureOptions(3) },
    };

    public static TheoryData<string> EveryKind => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void TrainedVae_SixtyFourThreads_GetWhatOneGets(string kind)
    {
        using var alone = new TrainedVae(new Vae(Kinds[kind], seed: 1), Binarization.Dynamic);
        using var shared = new TrainedVae(new Vae(Kinds[kind], seed: 1), Binarization.Dynamic);
        AssertSame(Use(alone), () => Use(shared));

        static float[] Use(TrainedVae vae)
        {
            var codes = vae.Encode(Images, Token);
            return
            [
                .. codes.Mu, .. codes.LogVar, .. vae.Decode(codes.Mu, Token), .. vae.Score(Images, 3, Token), .. vae.Sample(3, 5),
                .. vae.EstimateNll(Images.Slice(0, 3), 4, cancellation: Token).PerExample.Select(nats => (float)nats),
            ];
        }
    }

    [Fact]
    public void TrainedVae_OfATable_SixtyFourThreads_GetWhatOneGets()
    {
        using var folder = new TempFolder();
        var data = TableDatasets.Of("mixed", MixedTable.Read(folder, 60));
        using var alone = TableVae.Of(data);
        using var shared = TableVae.Of(data);
        AssertSame(Use(alone), () => Use(shared));

        float[] Use(TrainedVae vae) =>
        [
            .. vae.Score(data.Test, 3, Token),
            .. vae.DecodeRows(vae.Encode(data.Test, Token).Mu, Token).Cells.ToArray().Select(cell => (float)cell),
            .. vae.SampleRows(4, 5, Token).Cells.ToArray().Select(cell => (float)cell),
        ];
    }

    [Fact]
    public void InferenceVae_SixtyFourThreads_GetWhatOneGets()
    {
        using var exported = new ExportedVae(
            ExportedVae.Fresh(new() { Shape = Images.Shape, Hidden = [32], DecoderHidden = [32], Latents = 3 }, Binarization.Threshold));
        using var shared = InferenceVae.Open(exported.Folder, new() { Threads = 1 });
        using var alone = InferenceVae.Open(exported.Folder, new() { Threads = 1 });
        AssertSame(Use(alone), () => Use(shared));

        static float[] Use(InferenceVae vae)
        {
            var codes = vae.Encode(Images.Pixels, Token);
            var scores = vae.Score(Images.Pixels, Token);
            return
            [
                .. codes.Mu,
                .. codes.LogVar,
                .. vae.Decode(codes.Mu, Token),
                .. vae.Reconstruct(Images.Pixels, Token),
                .. scores.Distortion,
                .. scores.NegElbo ?? [],
            ];
        }
    }

    private static void AssertSame(float[] expected, Func<float[]> use)
    {
        using var gate = new Barrier(Threads);
        var (found, left, failures) = (new float[Threads][], new long[Threads], new Exception?[Threads]);
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            gate.SignalAndWait();
            DisposeScopeManager.Statistics.Reset();
            try
            {
                found[i] = use();
            }
            catch (Exception e)
            {
                failures[i] = e;
            }
            left[i] = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(failures, Assert.Null);
        Assert.All(found, values => Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), values.Select(BitConverter.SingleToInt32Bits)));
        // At most what the first call on one thread keeps for later calls.
        Assert.InRange(left.Count(count => count != 0), 0, 1);
        Assert.All(left, count => Assert.InRange(count, 0, 10));
    }
}
