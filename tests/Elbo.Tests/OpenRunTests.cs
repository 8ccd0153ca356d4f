using Elbo.Data;
using Elbo.Data.Arrays;
using Elbo.Data.Tables;
using Elbo.Files.Safetensors;
using Elbo.Models.Storage;
using Elbo.Runs;
using Elbo.Settings;
using Elbo.Tests.Data;
using Elbo.Tests.Data.Tables;
using Elbo.Tests.Training;

namespace Elbo.Tests;

[Collection(TorchCollection.Name)]
public sealed class OpenRunTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Data_OfARunWithValidation_HasTheSplitsOfItsTraining()
    {
        var file = folder.File("train-images-idx3-ubyte");
        IdxFile.Write(file, Small.Bars(100, 1));
        var manifest = Small.Train(Run, Small.Training with { Epochs = 1, Validation = 10 }, Datasets.Load(file));
        using var run = OpenRun.Open(Run);
        Assert.Equal(
            (manifest.Data.TrainCount, manifest.Data.ValidationCount, manifest.Data.TestCount),
            (run.Data.Train.Count, run.Data.Validation!.Count, run.Data.Test.Count));
        Assert.Equal("image", run.Data.Schema.Example);
        Assert.Null(run.Damage);
    }

    [Fact]
    public void Data_OfATable_HasTheRowsAndTheEncodingOfItsTraining()
    {
        var table = MixedTable.Read(folder, 60);
        var file = Directory.GetFiles(folder.Path, "*.csv").Single();
        var data = TableDatasets.Load(file);
        Assert.Equal(table.Count, data.Train.Count + data.Test.Count);
        using (var started = TrainingRun.Start(Run, data, training: new() { Epochs = 1, Binarization = Binarization.None }))
            started.Train(cancellation: TestContext.Current.CancellationToken).Dispose();
        using var run = OpenRun.Open(Run);
        Assert.Equal(data.Train.Fingerprint(), run.Data.Train.Fingerprint());
        Assert.Equal(new TableSchema(data.Train.Encoding), run.Data.Schema);
    }

    [Fact]
    public void Data_OfAFolderThatWasMoved_IsFoundAboveTheRun()
    {
        Directory.CreateDirectory(folder.File("a/data"));
        var file = folder.File("a/data/train-images-idx3-ubyte");
        IdxFile.Write(file, Small.Bars(100, 1));
        var manifest = Small.Train(folder.File("a/runs/one"), Small.Training with { Epochs = 1 }, Datasets.Load(file));
        Assert.Equal(file, manifest.Data.Path);
        Directory.Move(folder.File("a"), folder.File("b"));
        using var run = OpenRun.Open(folder.File("b/runs/one"));
        Assert.Equal(folder.File("b/data/train-images-idx3-ubyte"), run.DataPlace);
        Assert.Equal(manifest.Data.TestFingerprint, run.Data.Test.Fingerprint());
    }

    [Fact]
    public void Data_ThatIsGone_IsNamedAndTakenFromTheGivenPlace()
    {
        var (file, other) = (folder.File("train-images-idx3-ubyte"), folder.File("elsewhere"));
        IdxFile.Write(file, Small.Bars(100, 1));
        Small.Train(Run, Small.Training with { Epochs = 1 }, Datasets.Load(file));
        File.Move(file, other);
        using (var run = OpenRun.Open(Run))
            Assert.Equal(
                $"{Path.Combine(Run, "run.json")} asks for the run's data, {file}. It exists neither there nor below a folder above the run. "
                    + "Restore it, or name its new place with --data.",
                Assert.Throws<DataException>(() => run.Data).Message);
        using (var run = OpenRun.Open(Run, data: other))
            Assert.Equal(90, run.Data.Train.Count);
        using var resumed = TrainingPlan.OfRun(new() { Folder = Run, Data = other, Settings = new SettingValues().With("epochs", 2) }).Resume(new());
        Assert.Equal(other, resumed.Manifest.Data.Path);
    }

    [Fact]
    public void Data_ThatHasChanged_Throws()
    {
        var file = folder.File("train-images-idx3-ubyte");
        IdxFile.Write(file, Small.Bars(100, 1));
        Small.Train(Run, Small.Training with { Epochs = 1 }, Datasets.Load(file));
        IdxFile.Write(file, Small.Bars(100, 2));
        using var run = OpenRun.Open(Run);
        Assert.Equal(
            $"{file} does not hold the images that the run was trained on. Restore the data, name a place that has them with --data, or train a new run.",
            Assert.Throws<DataException>(() => run.Data).Message);
    }

    [Fact]
    public void Open_BeforeTheFirstEpoch_Throws()
    {
        Small.Start(Run).Dispose();
        Assert.Contains("no trained weights yet", Assert.Throws<RunException>(() => OpenRun.Open(Run)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Open_OfWeightsThatAreNotFinite_NamesTheTensor(float value)
    {
        Small.Train(Run, Small.Training with { Epochs = 1 });
        var path = Path.Combine(Run, "model.safetensors");
        var weights = SafetensorsFile.Read(path);
        new SafetensorsFile(weights.Tensors.Select(tensor => tensor.Name == "decoder.fc1.weight" ? Spoilt(tensor) : tensor), weights.Metadata).Write(path);
        var expected = $"{path}: tensor 'decoder.fc1.weight' holds numbers that are not finite in float32, so its training diverged or the file was changed. "
            + "Restore it from a copy, go back to an earlier checkpoint, or train again.";
        Assert.Equal(expected, Assert.Throws<ModelFileException>(() => OpenRun.Open(Run)).Message);
        Assert.Equal(expected, Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message);

        SafetensorsTensor Spoilt(SafetensorsTensor tensor)
        {
            var values = tensor.AsSingles();
            values[^1] = value;
            return SafetensorsTensor.FromSingles(tensor.Name, [.. tensor.Shape], values);
        }
    }

    [Fact]
    public void Damage_OfAChangedFile_NamesIt()
    {
        Small.Train(Run, Small.Training with { Epochs = 1 });
        File.AppendAllText(Path.Combine(Run, "metrics.jsonl"), "\n");
        using var run = OpenRun.Open(Run);
        Assert.Contains("metrics.jsonl", run.Damage, StringComparison.Ordinal);
    }
}
