using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files.NumPy;
using Elbo.Tests.Training;

namespace Elbo.Tests.Data.Arrays;

/// <summary>Arrays of an npz file as conditions.</summary>
public sealed class NamedArraysTests : IDisposable
{
    private const int Count = 40;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Images whose first pixel is the number of their row.</summary>
    private static NpyArray Images(int count, int first = 0) => NpyArray.Of<byte>(
        [.. Enumerable.Range(0, count * 30).Select(i => (byte)(i % 30 == 0 ? first + i / 30 : 200 * (i % 2)))], count, 6, 5);

    private static double Angle(int row) => Math.Sin(row) * 3 + 10;

    private string Write(params (string Name, NpyArray Array)[] arrays)
    {
        var path = folder.File("data.npz");
        NpzFile.Write(path, arrays.Select(array => KeyValuePair.Create(array.Name, array.Array)));
        return path;
    }

    private string WriteUsual() => Write(
        ("images", Images(Count)),
        ("labels", NpyArray.Of<byte>([.. Enumerable.Range(0, Count).Select(row => (byte)(row % 2))], Count)),
        ("angle", NpyArray.Of<double>([.. Enumerable.Range(0, Count).Select(Angle)], Count)),
        ("kind", NpyArray.Of<long>([.. Enumerable.Range(0, Count).Select(row => (long)(row % 3 * 10 - 10))], Count, 1)),
        ("word", NpyArray.OfTexts([.. Enumerable.Range(0, Count).Select(row => row % 2 == 0 ? "up" : "down")])),
        ("place", NpyArray.Of<float>([.. Enumerable.Range(0, Count * 2).Select(i => i % 2 == 0 ? i / 2f : -i)], Count, 2)),
        ("short", NpyArray.Of<double>(new double[Count - 1], Count - 1)));

    private static Dataset<ImageSet> Load(string path, params string[] condition) =>
        Datasets.Load(path, condition is [] ? null : new() { Condition = condition });

    [Fact]
    public void Of_Floats_AreANumberOfEachImageInEverySplit()
    {
        var data = Load(WriteUsual(), "angle");
        var column = Assert.Single(ConditionSchema.Of(data, ["angle"], hasAny: false).Columns);
        Assert.Equal(("angle", ColumnKind.Real, 1), (column.Name, column.Kind, column.Inputs));
        foreach (var split in new[] { data.Train, data.Test, data.Train.Slice(3, 9), data.Train.Select([5, 2]), ImageSet.Concat([data.Test, data.Train]) })
            Assert.Equal(Enumerable.Range(0, split.Count).Select(i => Angle(split.Image(i)[0])), split.Cells(column, "data"));
        var angles = Enumerable.Range(0, data.Train.Count).Select(i => Angle(data.Train.Image(i)[0])).ToArray();
        Assert.Equal(angles.Average(), column.Mean, 1e-9);
    }

    [Fact]
    public void Of_WholeNumbersAndTexts_AreNames()
    {
        var columns = ConditionSchema.Of(Load(WriteUsual(), "kind", "word", "label"), ["kind", "word", "label"], hasAny: true).Columns;
        Assert.All(columns, column => Assert.Equal((ColumnKind.Categorical, true), (column.Kind, column.HasMissing)));
        Assert.Equal(["-10", "0", "10"], columns[0].Categories);
        Assert.Equal(["down", "up"], columns[1].Categories);
        Assert.Equal(["0", "1"], columns[2].Categories);
        var test = Load(WriteUsual()).Test;
        Assert.Equal(Enumerable.Range(0, test.Count).Select(i => (double)(test.Image(i)[0] % 3)), test.Cells(columns[0], "data"));
    }

    [Fact]
    public void Of_ArrayOfSeveralColumns_IsAllOfThemOrOne()
    {
        var data = Load(WriteUsual(), "place");
        Assert.Equal(["place.0", "place.1"], ConditionSchema.Of(data, ["place"], hasAny: false).Columns.Select(column => column.Name));
        var second = Assert.Single(ConditionSchema.Of(data, ["place.1"], hasAny: false).Columns);
        Assert.Equal(-(2 * data.Test.Image(0)[0] + 1), data.Test.Cells(second, "data")[0]);
        var schema = ConditionSchema.Of(data, ["place"], hasAny: false);
        Assert.Equal([4, -9], schema.Parse(["place.0=4", "place.1=-9"]));
    }

    [Fact]
    public void Of_Unknown_NamesThoseThatFit()
    {
        var data = Load(WriteUsual(), "short");
        Assert.StartsWith("condition was short, but " + data.Name + " has no such column; it has label, angle, kind, word, place. "
            + "An array of an .npz needs a row for each image and at most 64 columns. Use --condition ",
            Assert.Throws<OptionsException>(() => ConditionSchema.Of(data, ["short"], hasAny: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cells_UnseenValueOrAbsentArray_SayWhatToDo()
    {
        var column = ConditionSchema.Of(Load(WriteUsual(), "kind"), ["kind"], hasAny: false).Columns[0];
        var other = Load(Write(("images", Images(Count)), ("kind", NpyArray.Of<long>([.. Enumerable.Repeat(7L, Count)], Count))));
        Assert.Contains("kind in " + folder.File("data.npz") + " has the value 7, which no training example had; known are -10, 0, 10",
            Assert.Throws<DataException>(() => other.Train.Cells(column, "data")).Message, StringComparison.Ordinal);
        Assert.All(other.Train.Cells(column with { HasMissing = true }, "data"), cell => Assert.True(double.IsNaN(cell)));
        var bare = Load(Write(("images", Images(Count))));
        Assert.Equal("data has no array kind, but the model takes the condition kind. Give an .npz with that array, or to a trained run one condition for all: "
            + "--given kind=-10.", Assert.Throws<DataException>(() => bare.Train.Cells(column, "data")).Message);
        var infinite = Load(Write(("images", Images(Count)), ("angle", NpyArray.Of<double>([.. Enumerable.Repeat(double.PositiveInfinity, Count)], Count))));
        Assert.Contains("holds an infinite number", Assert.Throws<DataException>(() => infinite.Train.Measure("angle")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x_train", "angle_train", "x_test", "angle_test")]
    [InlineData("train_images", "train_angle", "test_images", "test_angle")]
    public void Load_ArraysOfEachSplit_GoWithItsImages(string train, string trainAngle, string test, string testAngle)
    {
        var data = Load(Write(
            (train, Images(30)), (trainAngle, NpyArray.Of<double>([.. Enumerable.Range(0, 30).Select(Angle)], 30)),
            (test, Images(10, first: 100)), (testAngle, NpyArray.Of<double>([.. Enumerable.Range(100, 10).Select(Angle)], 10))), "angle");
        var column = ConditionSchema.Of(data, ["angle"], hasAny: false).Columns[0];
        foreach (var split in new[] { data.Train, data.Test, Datasets.LoadImages(folder.File("data.npz")) })
            Assert.Equal(Enumerable.Range(0, split.Count).Select(i => Angle(split.Image(i)[0])), split.Cells(column, "data"));
    }

    [Fact]
    public void Train_NumbersAndNames_RunIsReadBackWithItsData()
    {
        var path = WriteUsual();
        var data = Load(path, "angle", "kind");
        using (var run = TrainingRun.Start(folder.File("run"), data, Small.Model with { Shape = data.Train.Shape }, new() { Epochs = 1, Threads = 1 }))
            run.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        using var opened = OpenRun.Open(folder.File("run"));
        Assert.Equal(["angle", "kind"], opened.Manifest.Condition!.Columns.Select(column => column.Name));
        Assert.Equal(4, opened.Images.Test.ConditionWidth);
        Assert.Equal(opened.Manifest.Test!.NegElbo, opened.Model.Evaluate(opened.Data.Test, opened.Manifest.Training.Seed, opened.Manifest.BestEpoch,
            TestContext.Current.CancellationToken).NegElbo, 1e-6);
        Assert.Equal(30, opened.Model.Given("angle=9,kind=10").Sample(1).Length);
    }
}
