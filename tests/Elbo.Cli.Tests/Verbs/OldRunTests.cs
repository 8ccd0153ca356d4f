using System.Reflection;
using System.Text.Json.Nodes;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>Runs that the programs of earlier formats trained on <see cref="TinyData"/>, with their weights.</summary>
public sealed class OldRunTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("1-mlp")]
    [InlineData("2-gaussian")]
    [InlineData("3-hierarchical")]
    [InlineData("4-gaussian-optimal")]
    [InlineData("5-vamp")]
    public async Task Evaluate_RunOfAnEarlierFormat_GivesTheNumbersThatItLeft(string name)
    {
        var manifest = JsonNode.Parse(Golden($"{name}.json"))!;
        manifest["data"]!["name"] = TinyData.Write(folder);
        folder.Write("run/run.json", System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        folder.Write("run/model.safetensors", Golden($"{name}.safetensors"));
        var document = (await Ran.Elbo("evaluate", folder.At("run"), "--json")).Json();
        foreach (var number in (string[])["neg_elbo", "distortion", "rate", "standard_error"])
        {
            var expected = manifest["test"]![number]!.GetValue<double>();
            // float32, added in another order on another processor.
            Assert.Equal(expected, document.GetProperty(number).GetDouble(), 1e-5 * Math.Max(1, Math.Abs(expected)));
        }
    }

    private static byte[] Golden(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Golden/Runs/{name}")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
