using Elbo.Data;
using Elbo.Data.Storage;
using Elbo.Models;
using Elbo.Models.Nets;
using TorchSharp;

namespace Elbo.Bench;

/// <summary>
/// Training on the same images in memory and mapped from a file, alternately: MNIST many times over, so that it exceeds the processor's caches.
/// The system's page cache holds the file, so the numbers do not include the disk's speed.
/// </summary>
internal sealed class DataBenchmark : IDisposable
{
    public const string InMemory = "in memory", Mapped = "memory-mapped", ReadAhead = "memory-mapped, read ahead";

    private const int Batch = 128;

    private readonly string path;
    private readonly (string Name, ImageSet Images)[] places;
    private readonly BenchPace pace;
    private readonly TimeProvider clock;
    private readonly CancellationToken cancellation;

    /// <param name="images">The images.</param>
    /// <param name="times">Number of repetitions.</param>
    /// <param name="folder">The folder for the temporary file.</param>
    /// <param name="pace">The number and length of turns.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Stops after the step at hand.</param>
    /// <exception cref="BenchException">The file cannot be written.</exception>
    public DataBenchmark(ImageSet images, int times, string folder, BenchPace pace, TimeProvider clock, CancellationToken cancellation)
    {
        (this.pace, this.clock, this.cancellation) = (pace, clock, cancellation);
        path = Path.Combine(folder, Path.GetRandomFileName());
        var pixels = Repeat(images, times);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(path, pixels);
            places =
            [
                (InMemory, new(images.Shape, pixels)),
                (Mapped, Open(readsAhead: false)),
                (ReadAhead, Open(readsAhead: true)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Dispose();
            throw new BenchException(
                $"The images of the part data need {pixels.Length / 1e6:F0} MB in {folder}, which could not be written ({e.Message.TrimEnd('.')}). "
                + "Free some space, or set ELBO_CACHE to a folder on another disk.", e);
        }

        ImageSet Open(bool readsAhead) =>
            new(images.Shape, MappedPixels.Open(path, 0, pixels.Length, readsAhead), 0, pixels.Length / images.Shape.Size, null);
    }

    /// <summary>Measures a dense net by the managed engine and by libtorch, and a convolutional one.</summary>
    public IEnumerable<DataTiming> Measure(int threads, IProgress<string>? progress)
    {
        torch.set_num_threads(threads);
        var conv = new VaeOptions { Net = new ConvOptions(), Shape = places[0].Images.Shape }.Fitted();
        var cases = new[] { (StepSetting.Seed(), StepEngine.Managed), (StepSetting.Seed(), StepEngine.General), (conv, StepEngine.General) };
        foreach (var (model, engine) in cases)
        {
            progress?.Report($"{model.Describe()}, {engine}, batch {Batch}: {string.Join("; ", places.Select(place => place.Name))}");
            foreach (var timing in Measure(new(model, Batch, threads), engine))
                yield return timing;
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a mapped file. It is in the cache, which may be deleted at any time.
        }
    }

    private IReadOnlyList<DataTiming> Measure(StepSetting setting, string engine)
    {
        var engines = places.Select(place => new StepEngine(engine, setting, place.Images, null)).ToArray();
        try
        {
            var works = places.Zip(engines, (place, steps) => new Work(place.Name, steps.Step)).ToArray();
            var (_, times) = new Turns(pace, clock, cancellation).Measure(new(setting.Threads, clock), works);
            return [.. times.Select(time =>
            {
                var milliseconds = Spread.Of(time.Seconds.Select(seconds => seconds * 1e3));
                return new DataTiming(
                    setting.Model.Describe(), engine, time.Name, places[0].Images.Length, Batch, setting.Threads, milliseconds,
                    Spread.OfRatios(times[0].Seconds, time.Seconds), Batch / (milliseconds.Median / 1e3));
            })];
        }
        finally
        {
            foreach (var each in engines)
                each.Dispose();
        }
    }

    private static byte[] Repeat(ImageSet images, int times)
    {
        var pixels = ImageSet.Bytes(images.Shape, images.Count * times);
        for (var i = 0; i < times; i++)
            images.Pixels.CopyTo(pixels.AsSpan(i * (int)images.Length));
        return pixels;
    }
}
