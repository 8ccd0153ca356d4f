using Elbo.Data;
using Elbo.Data.Inspection;
using Elbo.Data.Known;

namespace Elbo.Tests.Data;

/// <summary>The MNIST shipped with every program, read through the default places.</summary>
public sealed class MnistTests
{
    private static readonly DataPlaces BesideTheTests = new(null, AppContext.BaseDirectory, null, null);

    private static readonly Lazy<Dataset<ImageSet>> Mnist = new(() => Datasets.LoadFrom("mnist", places: BesideTheTests));

    [Fact]
    public void Load_Mnist_HasThePublishedSplits()
    {
        var mnist = Mnist.Value;
        Assert.Equal("mnist", mnist.Name);
        Assert.Equal((60_000, 10_000), (mnist.Train.Count, mnist.Test.Count));
        Assert.Equal(new ImageShape(1, 28, 28), mnist.Train.Shape);
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], mnist.Train.Labels[..10].ToArray());
        Assert.Equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9], mnist.Test.Labels[..10].ToArray());
        Assert.Null(mnist.Validation);
        Assert.Equal("its own files", mnist.TestSplit);
        Assert.Equal(
            ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"],
            mnist.Files.Select(Path.GetFileName));
    }

    [Fact]
    public void Load_NameInCapitals_IsTheSame() => Assert.Equal("mnist", Datasets.LoadFrom("MNIST", places: BesideTheTests).Name);

    [Fact]
    public void Inspection_Mnist_MatchesThePublishedChecksumsAndStatistics()
    {
        var inspection = DataInspection.Of(Mnist.Value);
        Assert.True(inspection.IsPublished);
        var train = inspection.Splits[0];
        Assert.Equal("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", train.ImagesSha256);
        Assert.Equal("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", train.LabelsSha256);
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], train.Labels.Select(label => label.Count));
        Assert.Equal(Enumerable.Range(0, 10), train.Labels.Select(label => label.Label));
        // The figures that every PyTorch example normalizes with.
        Assert.Equal(0.1307, train.Pixels.Mean, 4);
        Assert.Equal(0.3081, train.Pixels.StandardDeviation, 4);
        Assert.Equal((0.0, 1.0), (train.Pixels.Min, train.Pixels.Max));
        Assert.Equal(1, train.Pixels.ShareBlack + train.Pixels.ShareWhite + train.Pixels.ShareBetween, 12);
        Assert.Equal("test", inspection.Splits[1].Name);
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], inspection.Splits[1].Labels.Select(label => label.Count));
        Assert.Equal(["none", "threshold", "dynamic"], inspection.Binarizations);
    }

    [Fact]
    public void Inspection_OnePixelChanged_IsNotPublished()
    {
        var pixels = Mnist.Value.Test.Pixels.ToArray();
        pixels[1234] ^= 1;
        var changed = Mnist.Value with { Test = new ImageSet(Mnist.Value.Test.Shape, pixels, Mnist.Value.Test.Labels.ToArray()) };
        Assert.False(DataInspection.Of(changed).IsPublished);
    }

    [Fact]
    public void WithValidation_TenThousand_TakesTheLastOnes()
    {
        var split = Mnist.Value.WithValidation(10_000);
        Assert.Equal((50_000, 10_000), (split.Train.Count, split.Validation!.Count));
        Assert.Equal(Mnist.Value.Train.Image(50_000), split.Validation.Image(0));
        Assert.Equal(Mnist.Value.Train.Labels[50_000..], split.Validation.Labels);
        Assert.Equal("the last 10000 of 60000 training images", split.ValidationSplit);
    }
}
