using System.Runtime.CompilerServices;
using Elbo.Native;

namespace Elbo.Tests.Native;

public sealed class FinalizerGateTests
{
    [Fact]
    public void Collect_WhileWorkGoesOn_FinalizesWhatItMadeAfterItsEnd()
    {
        // A collection of another test may come between the sentinel and the object, which then is finalized at once: such a try says nothing.
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var finalized = new StrongBox<bool>();
            FinalizerGate.Enter();
            bool early;
            try
            {
                Make(finalized);
                GC.Collect();
                Thread.Sleep(20);
                early = Volatile.Read(ref finalized.Value);
            }
            finally
            {
                FinalizerGate.Leave();
            }
            GC.WaitForPendingFinalizers();
            Assert.True(Volatile.Read(ref finalized.Value));
            if (!early)
                return;
        }
        Assert.Fail("What was made within the work was finalized before its end, each time.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(StrongBox<bool> finalized) => _ = new Tell(finalized);

    private sealed class Tell(StrongBox<bool> finalized)
    {
        ~Tell() => Volatile.Write(ref finalized.Value, true);
    }
}
