using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Elbo.Compute.Simd;

namespace Elbo.Tests.Compute.Simd;

public sealed class VectorWidthTests
{
    /// <summary>.ci/run says how many lanes it expects if it has disabled instructions; otherwise the processor's instructions decide.</summary>
    [Fact]
    public void Lanes_InstructionsAtHand_AreWhatTheyAllow()
    {
        if (Environment.GetEnvironmentVariable("ELBO_EXPECTED_LANES") is { } expected)
            Assert.Equal(int.Parse(expected, CultureInfo.InvariantCulture), VectorWidth.Lanes);
        else
            Assert.InRange(VectorWidth.Lanes, 4, Avx512F.IsSupported ? 16 : Avx2.IsSupported ? 8 : 4);
    }
}
