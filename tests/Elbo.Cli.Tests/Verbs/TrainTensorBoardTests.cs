using Elbo.Files;
using Elbo.Runs;
using Tensorboard;

namespace Elbo.Cli.Tests.Verbs;

public sealed class TrainTensorBoardTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task TensorBoard_OfTwoEpochs_HasTheNumbersOfTheMetricsAndTheirPictures()
    {
        var run = await Train("--epochs", "2", "--tensorboard", "--warmup", "2", "--lr-schedule", "cosine");
        var events = Events(run);
        Assert.Equal([1, 2], events.Select(one => one.Step));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.All(events, one => Assert.InRange(one.WallTime, now - 3600, now + 1));
        foreach (var row in RunFolder.Open(run).ReadMetrics())
        {
            var of = Scalars(events[row.Epoch - 1]);
            Assert.Equal(
                ((float)row.NegElbo, (float)row.Distortion, (float)row.Rate),
                (of[$"neg_elbo/{row.Split}"], of[$"distortion/{row.Split}"], of[$"rate/{row.Split}"]));
            if (row.Split == "train")
                Assert.Equal(((float)row.Beta!, (float)row.ExamplesPerSecond!), (of["beta"], of["examples_per_second"]));
            else
                Assert.Equal((float)row.ActiveLatents!, of[$"active_latents/{row.Split}"]);
        }
        // 180 examples are 9 steps of an epoch: the last ones are 8 and 17 of the cosine's 18.
        Assert.Equal(0.5e-3 * (1 + Math.Cos(Math.PI * 8 / 18)), Scalars(events[0])["learning_rate"], 1e-9);
        Assert.Equal(0.5e-3 * (1 + Math.Cos(Math.PI * 17 / 18)), Scalars(events[1])["learning_rate"], 1e-9);
        foreach (var one in events)
        {
            var image = one.Summary.Value.Single(value => value.Tag == "reconstructions").Image;
            Assert.Equal(File.ReadAllBytes(Path.Combine(run, "figures", "epochs", $"{one.Step:D4}.png")), image.EncodedImageString.ToByteArray());
            Assert.Equal((10 * (50 + 4) - 4, 2 * 60 + 4), (image.Width, image.Height));
        }
    }

    [Fact]
    public async Task TensorBoard_OfAResumedRun_GoesOnWithoutBeingAskedAgain()
    {
        var run = await Train("--epochs", "2", "--tensorboard");
        var before = File.ReadAllBytes(EventsPath(run));
        await Resume(run, "--epochs", "4");
        Assert.Equal([1, 2, 3, 4], Events(run).Select(one => one.Step));
        Assert.Equal(before, File.ReadAllBytes(EventsPath(run))[..before.Length]);
    }

    [Fact]
    public async Task TensorBoard_AskedForOnResume_HasTheEarlierEpochsToo()
    {
        var run = await Train("--epochs", "2");
        Assert.False(Directory.Exists(Path.Combine(run, "tensorboard")));
        await Resume(run, "--epochs", "3", "--tensorboard");
        var events = Events(run);
        Assert.Equal([1, 2, 3], events.Select(one => one.Step));
        var rows = RunFolder.Open(run).ReadMetrics().Where(row => row.Split == "test").Select(row => (float)row.NegElbo);
        Assert.Equal(rows, events.Select(one => Scalars(one)["neg_elbo/test"]));
    }

    [Fact]
    public async Task Force_RemovesTheEventsOfTheRunBefore()
    {
        var run = await Train("--epochs", "2", "--tensorboard");
        await Train("--epochs", "1", "--force");
        Assert.False(Directory.Exists(Path.Combine(run, "tensorboard")));
    }

    private async Task<string> Train(params string[] options)
    {
        var ran = await Ran.Elbo(["train", TinyData.Write(folder), "--out", folder.At("run"), .. options, .. TinyData.Net]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
        return folder.At("run");
    }

    private static async Task Resume(string run, params string[] options)
    {
        var ran = await Ran.Elbo(["train", "--resume", "--out", run, .. options]);
        Assert.Equal((ExitCode.Done, ""), (ran.Code, ran.Error));
    }

    private static string EventsPath(string run) => Assert.Single(Directory.GetFiles(Path.Combine(run, "tensorboard")));

    private static IReadOnlyList<Event> Events(string run) => EventFile.Read(EventsPath(run));

    private static Dictionary<string, float> Scalars(Event one) =>
        one.Summary.Value.Where(value => value.Image is null).ToDictionary(value => value.Tag, value => value.SimpleValue);
}
