namespace Elbo.Cli.Tests.Verbs;

public sealed class ExportVerbTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Export_WritesThreeGraphs_AndReplacesThemWithForceAlone()
    {
        var run = await TinyData.TrainRun(folder);
        var document = (await Ran.Elbo("export", run, "--json")).Json();
        string[] files = [.. document.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        Assert.Equal(["encoder.onnx", "decoder.onnx", "vae.onnx"], files.Select(file => Path.GetFileName(file)));
        Assert.All(files, file => Assert.Equal(Path.Combine(run, "onnx"), Path.GetDirectoryName(file)));
        Assert.True(document.GetProperty("has_rate").GetBoolean());

        var before = folder.Content();
        (await Ran.Elbo("export", run)).AssertFailed(ExitCode.Failed, "exists already. Replace it with --force");
        Assert.Equal(before, folder.Content());
        var again = await Ran.Elbo("export", run, "--force");
        Assert.Equal((ExitCode.Done, 3), (again.Code, again.Out.TrimEnd().Split('\n').Length));
        // The same model gives the same bytes.
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public async Task Export_WhatIsNoRunOrNoFormat_SaysSo()
    {
        (await Ran.Elbo("export", folder.Path)).AssertFailed(ExitCode.Failed, "is not a run folder");
        var run = await TinyData.TrainRun(folder);
        (await Ran.Elbo("export", run, "--format", "tflite")).AssertFailed(ExitCode.WrongUsage, "tflite");
        File.Delete(Path.Combine(run, "model.safetensors"));
        (await Ran.Elbo("export", run)).AssertFailed(ExitCode.Failed, "model.safetensors does not exist");
    }
}
