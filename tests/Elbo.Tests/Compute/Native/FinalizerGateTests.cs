using System.Runtime.CompilerServices;
using Elbo.Compute.Native;
using Elbo.Tests.Training;
using TorchSharp;

namespace Elbo.Tests.Compute.Native;

[Collection(TorchCollection.Name)]
public sealed class FinalizerGateTests
{
    [Fact]
    public void Collect_WhileWorkGoesOn_FinalizesWhatItMadeAfterItsEnd()
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            var finalized = new StrongBox<bool>();
            FinalizerGate.Enter();
            try
            {
                Make(finalized);
                GC.Collect(attempt % 3);
                Thread.Sleep(10);
                Assert.False(Volatile.Read(ref finalized.Value));
            }
            finally
            {
                FinalizerGate.Leave();
            }
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.True(Volatile.Read(ref finalized.Value));
        }
    }

    [Fact]
    public void Leave_ShortWorkWithoutEnd_LetsFinalizersRunBetween()
    {
        var finalized = new StrongBox<bool>();
        Make(finalized);
        for (var end = Environment.TickCount64 + 30_000; !Volatile.Read(ref finalized.Value) && Environment.TickCount64 < end;)
        {
            FinalizerGate.Enter();
            FinalizerGate.Enter();
            GC.KeepAlive(new byte[10_000]);
            FinalizerGate.Leave();
            FinalizerGate.Leave();
        }
        Assert.True(Volatile.Read(ref finalized.Value));
    }

    /// <summary>Without the gate some of these additions fail or give a wrong number.</summary>
    [Fact]
    public async Task Add_NumbersBesideAThreadThatCollects_GivesTheSameSums()
    {
        using var stop = new CancellationTokenSource();
        var collecting = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                GC.KeepAlive(new byte[10_000]);
        }, TestContext.Current.CancellationToken);
        for (var batch = 0; batch < 300; batch++)
        {
            using var scope = TensorScope.Open();
            var sum = torch.zeros(2);
            for (var i = 0; i < 50; i++)
                sum += 1.5;
            Assert.Equal(75, sum[1].item<float>());
        }
        await stop.CancelAsync();
        await collecting;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(StrongBox<bool> finalized) => _ = new Tell(finalized);

    private sealed class Tell(StrongBox<bool> finalized)
    {
        ~Tell() => Volatile.Write(ref finalized.Value, true);
    }
}
