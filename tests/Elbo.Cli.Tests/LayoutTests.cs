namespace Elbo.Cli.Tests;

public sealed class LayoutTests
{
    [Fact]
    public void Output_HoldsMnistBesideTheProgram() =>
        Assert.True(File.Exists(Path.Combine(AppContext.BaseDirectory, "data", "mnist", "train-images-idx3-ubyte.gz")));
}
