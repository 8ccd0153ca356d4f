using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Files.NumPy;
using Elbo.Models;
using Elbo.Tests.Data;
using Elbo.Training;

namespace Elbo.Tests.Training;

/// <summary>Training does not depend on where the pixels are stored: the weights are the same, bit for bit.</summary>
[Collection(TorchCollection.Name)]
public sealed class MappedTrainingTests : IDisposable
{
    private const int Count = 90;

    private static readonly byte[] Pixels = [.. Enumerable.Range(0, Count * 30).Select(i => (byte)(i * 37 ^ i >> 2))];

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private Dataset<ImageSet> Load(string file, long memory, long resident = long.MaxValue) =>
        Datasets.LoadFrom(folder.File(file), places: new(null, null, null, null) { Cache = folder.File("cache"), Limits = new(memory, resident) });

    private static float[] Train(Dataset<ImageSet> data, Binarization binarization, EngineKind engine)
    {
        using var model = new Vae(Small.Model with { Shape = data.Train.Shape }, seed: 1);
        using var trainer = new Trainer(model, Small.Training with { Epochs = 2, Binarization = binarization, Engine = engine });
        var tested = new List<double>();
        trainer.Train(data, summary => tested.Add(summary.Test.NegElbo), cancellation: TestContext.Current.CancellationToken);
        return [.. Small.Values(model), .. tested.Select(value => (float)value)];
    }

    [Theory]
    [InlineData("a.npy", Binarization.Threshold, EngineKind.Managed)]
    [InlineData("a.npy", Binarization.Dynamic, EngineKind.Torch)]
    [InlineData("f4.npy", Binarization.None, EngineKind.Managed)]
    [InlineData("idx", Binarization.Dynamic, EngineKind.Managed)]
    [InlineData("idx.gz", Binarization.Threshold, EngineKind.Torch)]
    public void Train_MappedFile_GivesTheWeightsOfTheSameInMemory(string file, Binarization binarization, EngineKind engine)
    {
        NpyFile.Write(folder.File("a.npy"), NpyArray.Of<byte>(Pixels, Count, 5, 6));
        NpyFile.Write(folder.File("f4.npy"), NpyArray.Of<float>([.. Pixels.Select(pixel => pixel / 255f)], Count, 5, 6));
        folder.Write("idx", IdxBytes.Images(Count, 5, 6, Pixels));
        folder.Write("idx.gz", IdxBytes.Gzip(IdxBytes.Images(Count, 5, 6, Pixels)));
        var expected = Train(Load(file, memory: long.MaxValue), binarization, engine);
        Assert.Equal(expected, Train(Load(file, memory: 0), binarization, engine));
        Assert.Equal(expected, Train(Load(file, memory: 0, resident: 0), binarization, engine));
    }

    [Theory]
    [InlineData(EngineKind.Managed)]
    [InlineData(EngineKind.Torch)]
    public void Train_FolderOfImages_GivesTheWeightsOfTheSameInMemory(EngineKind engine)
    {
        Directory.CreateDirectory(folder.File("photos"));
        for (var i = 0; i < Count; i++)
            folder.Write($"photos/{i}.png", ImageBytes.Grey(6, 5, Pixels[i]));
        var mapped = Load("photos", memory: 0, resident: 0);
        var expected = Train(new(mapped.Name, InMemory(mapped.Train), InMemory(mapped.Test)), Binarization.Dynamic, engine);
        Assert.Equal(expected, Train(mapped, Binarization.Dynamic, engine));
        Assert.Equal(expected, Train(Load("photos", memory: long.MaxValue), Binarization.Dynamic, engine));

        static ImageSet InMemory(ImageSet images) => new(images.Shape, images.Pixels.ToArray());
    }

    [Fact]
    public void Train_FileThatIsChangedMeanwhile_StopsWithAMessage()
    {
        NpyFile.Write(folder.File("a.npy"), NpyArray.Of<byte>(Pixels, Count, 5, 6));
        var data = Load("a.npy", memory: 0);
        using var model = new Vae(Small.Model with { Shape = data.Train.Shape }, seed: 1);
        using var trainer = new Trainer(model, Small.Training with { Epochs = 2 });
        var error = Assert.Throws<DataException>(() => trainer.Train(
            data, _ => File.SetLastWriteTimeUtc(folder.File("a.npy"), DateTime.UnixEpoch), cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("was changed while its pixels were in use", error.Message, StringComparison.Ordinal);
        // The same on the threads of an evaluation.
        Assert.Equal(
            error.Message,
            Assert.Throws<DataException>(
                () => ElboEvaluator.Estimate(model, data.Test, Binarization.Threshold, cancellation: TestContext.Current.CancellationToken)).Message);
    }
}
