using System.Text.Json.Nodes;
using Elbo.Runs;
using Elbo.Tests.Data;
using Elbo.Tests.Training;

namespace Elbo.Tests.Runs;

[Collection(TorchCollection.Name)]
public sealed class CommandConverterTests : IDisposable
{
    private static readonly string[] Words = ["elbo", "train", "it's \"my\" $5 data.csv", "--epochs", "4"];

    private readonly TempFolder folder = new();

    private string Run => folder.File("run");

    private string Manifest => Path.Combine(Run, "run.json");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_Words_IsAnArrayOfThem()
    {
        Train();
        Assert.Equal(Words, Json()["command"]!.AsArray().Select(word => (string)word!));
        Assert.Equal(Words, RunFolder.Open(Run).ReadManifest().Command);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Read_OlderFormat_SplitsTheStringAndResumingWritesWords(int format)
    {
        Train();
        Change(format, "elbo train \"my data.csv\" --epochs 4 --checkpoint-every \"1000 steps\"");
        Assert.Equal(
            ["elbo", "train", "my data.csv", "--epochs", "4", "--checkpoint-every", "1000 steps"], RunFolder.Open(Run).ReadManifest().Command);
        Small.Resume(Run, Small.Training with { Epochs = 5 });
        Assert.Equal(RunManifest.CurrentFormat, (int)Json()["format"]!);
        Assert.Equal(
            ["elbo", "train", "my data.csv", "--epochs", "5", "--checkpoint-every", "1000 steps"], Json()["command"]!.AsArray().Select(word => (string)word!));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("""["elbo", null]""")]
    [InlineData("""["elbo", ["train"]]""")]
    public void Read_AnythingElse_IsDamaged(string command)
    {
        Train();
        Change(RunManifest.CurrentFormat, JsonNode.Parse(command));
        Assert.Contains("run.json is damaged", Assert.Throws<RunException>(() => RunFolder.Open(Run).ReadManifest()).Message, StringComparison.Ordinal);
    }

    private void Train()
    {
        using var run = TrainingRun.Start(TrainingHost.With(null), Run, Small.Data, Small.Model, Small.Training, new(null, Words));
        using var trained = run.Train(cancellation: TestContext.Current.CancellationToken);
    }

    private JsonNode Json() => JsonNode.Parse(File.ReadAllText(Manifest))!;

    private void Change(int format, JsonNode? command)
    {
        var root = Json();
        (root["format"], root["command"]) = (format, command);
        File.WriteAllText(Manifest, root.ToJsonString());
        File.Delete(RunFolder.Open(Run).ChecksumsPath);
    }
}
