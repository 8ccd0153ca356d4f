using Elbo.Data;
using Elbo.Data.Known;

namespace Elbo.Tests.Data;

public sealed class DatasetsTests
{
    private static readonly DataPlaces Nowhere = new(null, null, null, null);

    private const string Allowed =
        "Known are mnist, binarized-mnist, fashion-mnist, kmnist, emnist-balanced, emnist-digits, emnist-letters, cifar10; "
        + "the path of an IDX file, of a folder with MNIST's file names, of a folder, tar or zip of images, of an npy or npz file, "
        + "or of a table (.csv, .tsv, .parquet) is allowed too.";

    private static byte[] Images(int count) => IdxBytes.Images((uint)count, 1, 1, [.. Enumerable.Range(0, count).Select(i => (byte)i)]);

    private static byte[] Labels(int count) => IdxBytes.Labels((uint)count, new byte[count]);

    private static string Error(string data, DataPlaces? places = null) =>
        Assert.Throws<DataException>(() => Datasets.LoadFrom(data, places: places ?? Nowhere)).Message;

    [Theory]
    [InlineData("minst", " Did you mean mnist?")]
    [InlineData("binarised-mnist", " Did you mean binarized-mnist?")]
    [InlineData("cifar", " Did you mean cifar10?")]
    [InlineData("a-long-name-of-something-quite-different", "")]
    public void Load_UnknownName_ListsTheKnownAndGuesses(string name, string guess) =>
        Assert.Equal($"'{name}' is neither a known data set nor a file or folder that exists.{guess} {Allowed}", Error(name));

    [Fact]
    public void Load_Table_SaysThatItIsOne()
    {
        using var folder = new TempFolder();
        var error = Assert.Throws<DataException>(() => Datasets.Load(folder.Write("people.csv", "age\n1\n"u8.ToArray())));
        Assert.Contains("people.csv is a table, but images are needed here", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoName_ListsTheKnown() => Assert.Equal($"No data was named. {Allowed}", Error(" "));

    [Fact]
    public void Load_KnownButAbsent_ListsThePlacesAndTheFiles()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("mnist"));
        folder.Write("mnist/train-images-idx3-ubyte", Images(2));
        var user = Path.Combine(folder.File("home"), "elbo", "mnist");
        Assert.Equal(
            "The data set mnist is not on this machine. "
            + $"Looked in: {folder.File("mnist")} (lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte); {user} (no such folder). "
            + "Download it: elbo data fetch mnist, or in C# Datasets.Fetch(\"mnist\", client). "
            + "Or put train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, "
            + "t10k-labels-idx1-ubyte (each plain or with .gz) into one of these folders, "
            + "or set ELBO_DATA to a folder that has them in mnist/, or give the path of a folder or file instead of the name.",
            Error("mnist", new DataPlaces(folder.Path, null, folder.File("home"), null)));
    }

    [Fact]
    public void Load_KnownOfAnotherSize_Throws()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("mnist"));
        folder.Write("mnist/train-images-idx3-ubyte", Images(2));
        folder.Write("mnist/train-labels-idx1-ubyte", Labels(2));
        folder.Write("mnist/t10k-images-idx3-ubyte", Images(1));
        folder.Write("mnist/t10k-labels-idx1-ubyte", Labels(1));
        Assert.Equal(
            $"The train split of mnist in {folder.File("mnist")} has 2 images of 1×1; the published one has 60000 of 28×28. "
            + "Download it again, or load the folder by its path.",
            Error("mnist", new DataPlaces(folder.Path, null, null, null)));
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")]
    [InlineData("train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz", "test-images-idx3-ubyte.gz", "test-labels-idx1-ubyte")]
    public void Load_FileOrFolderOfFour_FindsAll(string train, string trainLabels, string test, string testLabels)
    {
        using var folder = new TempFolder();
        string[] files =
        [
            folder.Write(train, Images(3)), folder.Write(trainLabels, Labels(3)), folder.Write(test, Images(2)), folder.Write(testLabels, Labels(2)),
        ];
        foreach (var data in new[] { folder.Path, files[0] })
        {
            var dataset = Datasets.LoadFrom(data, places: Nowhere);
            Assert.Equal(data, dataset.Name);
            Assert.Equal((3, 2), (dataset.Train.Count, dataset.Test.Count));
            Assert.True(dataset.Train.HasLabels && dataset.Test.HasLabels);
            Assert.Equal("its own files", dataset.TestSplit);
            Assert.Equal(files, dataset.Files);
        }
    }

    [Fact]
    public void Load_FolderWithValidFile_HasAValidationSplit()
    {
        using var folder = new TempFolder();
        folder.Write("train-images-idx3-ubyte", Images(4));
        folder.Write("valid-images-idx3-ubyte", Images(3));
        folder.Write("test-images-idx3-ubyte", Images(2));
        var dataset = Datasets.LoadFrom(folder.Path, places: Nowhere);
        Assert.Equal((4, 3, 2), (dataset.Train.Count, dataset.Validation?.Count, dataset.Test.Count));
        Assert.Equal("its own files", dataset.ValidationSplit);
        var error = Assert.Throws<DataException>(() => dataset.WithValidation(1));
        Assert.Equal($"{folder.Path} has a validation split of 3 images already (its own files). Use that one: ask for no other.", error.Message);
    }

    [Theory]
    [InlineData(25, 2)]
    [InlineData(100, 10)]
    [InlineData(2, 1)]
    public void Load_OneFile_HoldsTheLastTenthOut(int count, int heldOut)
    {
        using var folder = new TempFolder();
        var dataset = Datasets.LoadFrom(folder.Write("mine.idx", Images(count)), places: Nowhere);
        Assert.Equal((count - heldOut, heldOut), (dataset.Train.Count, dataset.Test.Count));
        Assert.Equal((byte)(count - heldOut), dataset.Test.Pixels[0]);
        Assert.Equal($"the last {heldOut} of {count} images in mine.idx, which has no test file beside it", dataset.TestSplit);
    }

    [Fact]
    public void Load_OneImage_Throws()
    {
        using var folder = new TempFolder();
        var path = folder.Write("mine.idx", Images(1));
        Assert.Equal($"{path} holds 1 image; at least 2 are needed, to train on one and hold one out. Give more images.", Error(path));
    }

    [Fact]
    public void Load_SplitsOfTwoShapes_NamesBoth()
    {
        using var folder = new TempFolder();
        var train = folder.Write("train-images-idx3-ubyte", Images(3));
        var test = folder.Write("t10k-images-idx3-ubyte", IdxBytes.Images(1, 2, 3, new byte[6]));
        Assert.Equal(
            $"{test} holds images of 2×3, but {train} of 1×1; the splits of a data set have one shape. Move one of them to another folder.",
            Error(folder.Path));
    }

    [Fact]
    public void Load_FolderWithoutImages_SaysWhatItLacks()
    {
        using var folder = new TempFolder();
        Assert.Equal(
            $"{folder.Path} holds no image; it is empty. "
            + "Give a folder of PNG, JPEG, WebP, BMP, GIF and PNM files, or of MNIST's file names (train-images-idx3-ubyte).",
            Error(folder.Path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public void WithValidation_LeavesNothing_Throws(int count)
    {
        var dataset = new Dataset<ImageSet>("three", new ImageSet(new(1, 1, 1), new byte[3]), new ImageSet(new(1, 1, 1), new byte[1]));
        var error = Assert.Throws<DataException>(() => dataset.WithValidation(count));
        Assert.Equal(
            $"{count} validation images were asked for, but three has 3 to train on; at least 1 must be taken and at least 1 left. Choose from 1 to 2.",
            error.Message);
    }

    [Fact]
    public void Places_OfThisProcess_EndInTheNameOfTheDataset() =>
        Assert.All(DataPlaces.OfThisProcess().FoldersOf("mnist"), folder => Assert.Equal("mnist", Path.GetFileName(folder)));

    [Fact]
    public void Catalog_OnlyOneShipped_ReportsWhichIsPresent()
    {
        var found = DatasetCatalog.Locate(new DataPlaces(null, AppContext.BaseDirectory, null, null));
        Assert.Equal(
            ["mnist", "binarized-mnist", "fashion-mnist", "kmnist", "emnist-balanced", "emnist-digits", "emnist-letters", "cifar10"],
            found.Select(status => status.Dataset.Name));
        Assert.Equal(["mnist"], found.Where(status => status.IsPresent).Select(status => status.Dataset.Name));
        Assert.Equal(Path.Combine(AppContext.BaseDirectory, "data", "mnist"), found[0].Folder);
    }
}
