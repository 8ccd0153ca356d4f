using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Elbo.Compute.Simd;

namespace Elbo.Tests.Compute.Simd;

public sealed class VectorWidthTests
{
    /// <summary>.ci/run says how many it expects where it has switched instructions off; otherwise there are none without instructions for them.</summary>
    [Fact]
    public void Lanes_InstructionsAtHand_AreWhatTheyAllow()
    {
        if (Environment.GetEnvironmentVariable("ELBO_EXPECTED_LANES") is { } expected)
            Assert.Equal(int.Parse(expected, CultureInfo.InvariantCulture), VectorWidth.Lanes);
        else
            Assert.InRange(VectorWidth.Lanes, 4, Avx512F.IsSupported ? 16 : Avx2.IsSupported ? 8 : 4);
    }
}
