using Elbo.Studio.Training;

namespace Elbo.Studio.Tests.Training;

public sealed class TrainOrderTests
{
    [Fact]
    public void Words_EachOption_IsOneWord()
    {
        var order = new TrainOrder("a", "mnist", "flax", new Dictionary<string, string> { ["latents"] = " 2 ", ["seed"] = "--force", ["beta"] = " " });
        Assert.Equal(["mnist", "--recipe=flax", "--latents=2", "--seed=--force", $"--out={Path.Combine("/runs", "a")}"], order.Words("/runs"));
    }
}
