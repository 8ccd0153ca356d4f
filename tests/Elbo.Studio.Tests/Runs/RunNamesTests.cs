using Elbo.Studio.Runs;

namespace Elbo.Studio.Tests.Runs;

public sealed class RunNamesTests
{
    [Theory]
    [InlineData("mnist")]
    [InlineData("beta-4_seed.1")]
    public void Fault_GoodName_IsNull(string name)
    {
        using var folder = new TempFolder();
        Assert.Null(RunNames.Fault(name, folder.Path));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("../outside")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/tmp/a")]
    [InlineData("C:a")]
    [InlineData("a\0")]
    [InlineData("a\n")]
    [InlineData("é")]
    public void Fault_NameThatCouldLeaveTheFolder_IsNamed(string? name)
    {
        using var folder = new TempFolder();
        Assert.NotNull(RunNames.Fault(name, folder.Path));
    }

    [Fact]
    public void Free_TakenNames_CountsOn()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.At("a"));
        Directory.CreateDirectory(folder.At("a-2"));
        Assert.Equal("a-3", RunNames.Free("a", folder.Path));
        Assert.Equal("b", RunNames.Free("b", folder.Path));
        Assert.Contains("already exists", RunNames.Fault("a", folder.Path), StringComparison.Ordinal);
    }
}
