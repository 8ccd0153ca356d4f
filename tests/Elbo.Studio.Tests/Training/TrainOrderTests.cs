using Elbo.Studio.Training;

namespace Elbo.Studio.Tests.Training;

public sealed class TrainOrderTests
{
    private static readonly TrainOrder Order = new("a", "mnist", "flax",
        new Dictionary<string, string> { ["latents"] = " 2 ", ["seed"] = "--force", ["beta"] = " " });

    [Fact]
    public void Words_EachOption_IsOneWord() =>
        Assert.Equal(["mnist", "--recipe=flax", "--latents=2", "--seed=--force", $"--out={Path.Combine("/runs", "a")}"], Order.Words("/runs"));

    [Fact]
    public void Words_OfAFileReadInAnotherWay_HaveItsOptions() => Assert.Equal(
        [Path.Combine("/runs", "a.zip"), "--size=64", $"--out={Path.Combine("/runs", "a")}"],
        new TrainOrder("a", null, null, new Dictionary<string, string>()) { File = "a.zip", Reading = new Dictionary<string, string> { ["size"] = "64" } }
            .Words("/runs"));

    [Theory]
    [InlineData("/my runs", "'/my runs/a'")]
    [InlineData("/it's $5", @"'/it'\''s $5/a'")]
    [InlineData("/runs", "/runs/a")]
    public void Command_IsAsPeopleTypeIt_AndNoValuePassesForAnOption(string folder, string output) =>
        Assert.Equal($"elbo train mnist --recipe flax --latents 2 --seed=--force --out {output}", Order.Command(folder));
}
