using Elbo.Studio.Training;

namespace Elbo.Studio.Tests.Training;

public sealed class TrainOrderTests
{
    private static readonly TrainOrder Order = new("a", "mnist", "flax", new Dictionary<string, string> { ["latents"] = " 2 ", ["seed"] = "--force", ["beta"] = " " });

    [Fact]
    public void Words_EachOption_IsOneWord() =>
        Assert.Equal(["mnist", "--recipe=flax", "--latents=2", "--seed=--force", $"--out={Path.Combine("/runs", "a")}"], Order.Words("/runs"));

    [Fact]
    public void Command_IsAsPeopleWriteIt_AndNoValuePassesForAnOption() =>
        Assert.Equal($"elbo train mnist --recipe flax --latents 2 --seed=--force --out \"{Path.Combine("/my runs", "a")}\"", Order.Command("/my runs"));
}
