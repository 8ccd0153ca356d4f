using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Elbo.Models.Managed;

namespace Elbo.Tests.Models.Managed;

public sealed class MlpNetworksTests
{
    /// <summary>.ci/run says how many it expects where it has switched instructions off; otherwise there are none without instructions for them.</summary>
    [Fact]
    public void Lanes_InstructionsAtHand_AreWhatTheyAllow()
    {
        if (Environment.GetEnvironmentVariable("ELBO_EXPECTED_LANES") is { } expected)
            Assert.Equal(int.Parse(expected, CultureInfo.InvariantCulture), MlpNetworks.Lanes);
        else
            Assert.InRange(MlpNetworks.Lanes, 4, Avx512F.IsSupported ? 16 : Avx2.IsSupported ? 8 : 4);
    }
}
