using System.Globalization;
using System.Text.Json;
using Elbo.Analysis.Scoring;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Files.NumPy;
using Elbo.Models;

namespace Elbo.Cli.Tests.Verbs;

/// <summary>encode, decode, score and denoise on one small run.</summary>
public sealed class UseVerbsTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder folder = new();
    private string run = "";

    public async ValueTask InitializeAsync() => run = await TinyData.TrainRun(folder);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        if (Directory.Exists(folder.Path))
            folder.Dispose();
    }

    [Fact]
    public async Task Encode_ThenDecode_GoesThereAndBack()
    {
        var encoded = await Ran.Elbo("encode", run, folder.At("train-images-idx3-ubyte"), "--out", folder.At("codes.npy"), "--json");
        Assert.Equal(200, encoded.Json().GetProperty("examples").GetInt32());
        Assert.Equal([200, 2], NpyFile.Read(folder.At("codes.npy")).Shape);
        using var vae = TrainedVae.Load(run);
        var codes = vae.Encode(Data.All(), TestContext.Current.CancellationToken).Mu;
        Assert.Equal(codes, NpyFile.Read(folder.At("codes.npy")).Values<float>());

        Assert.Equal(ExitCode.Done, (await Ran.Elbo("decode", run, folder.At("codes.npy"), "--out", folder.At("images.npy"))).Code);
        var images = NpyFile.Read(folder.At("images.npy"));
        Assert.Equal([200, 1, 6, 5], images.Shape);
        Assert.Equal(vae.Decode(codes, TestContext.Current.CancellationToken), images.Values<float>());

        Assert.Equal(ExitCode.Done, (await Ran.Elbo("decode", run, folder.At("codes.npy"), "--out", folder.At("images"))).Code);
        Assert.Equal(200, Directory.GetFiles(folder.At("images"), "*.png").Length);
    }

    [Fact]
    public async Task Encode_CsvAndNpz_HoldNamesLabelsVariancesAndDraws()
    {
        string[] more = ["--split", "test", "--limit", "5", "--variances", "--samples", "3"];
        Assert.Equal(ExitCode.Done, (await Ran.Elbo(["encode", run, "--out", folder.At("codes.csv"), .. more])).Code);
        var lines = await File.ReadAllLinesAsync(folder.At("codes.csv"), TestContext.Current.CancellationToken);
        Assert.Equal("example,label,mu_0,mu_1,var_0,var_1,z0_0,z0_1,z1_0,z1_1,z2_0,z2_1", lines[0]);
        Assert.Equal(6, lines.Length);
        int[] chosen = Shuffle.Subset(20, 5, seed: 0);
        Assert.StartsWith($"{chosen[0]},{chosen[0] % 2},", lines[1], StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, (await Ran.Elbo(["encode", run, "--out", folder.At("codes.npz"), .. more])).Code);
        var arrays = NpzFile.Read(folder.At("codes.npz"));
        Assert.Equal(["example", "label", "mu", "var", "z"], arrays.Keys);
        Assert.Equal(chosen.Select(example => $"{example}"), arrays["example"].ToTexts());

        using var vae = TrainedVae.Load(run);
        var codes = vae.Encode(Data.Test.Select(chosen), TestContext.Current.CancellationToken);
        Assert.Equal(codes.Mu, arrays["mu"].Values<float>());
        Assert.Equal(codes.LogVar.Select(MathF.Exp), arrays["var"].Values<float>().ToArray());
        Assert.Equal(codes.Sample(3), arrays["z"].Values<float>());
        var row = lines[5].Split(',');
        Assert.Equal([codes.Mu[8], codes.Mu[9]], row[2..4].Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Score_WithNormalLabels_RanksThemAndWritesEveryScore()
    {
        var ran = await Ran.Elbo(
            "score", run, "--split", "test", "--normal", "0", "--by", "squared-error", "--quantile", "0.5", "--top", "3", "--out", folder.At("scores.csv"),
            "--json");
        var document = ran.Json();
        Assert.Equal(20, document.GetProperty("examples").GetInt32());
        Assert.Equal(180, document.GetProperty("training_examples").GetInt32());
        Assert.InRange(document.GetProperty("auroc").GetDouble(), 0, 1);
        Assert.InRange(document.GetProperty("anomalies").GetInt32(), 1, 19);
        var scores = document.GetProperty("most_anomalous").EnumerateArray().Select(example => example.GetProperty("score").GetDouble()).ToArray();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.True(File.Exists(document.GetProperty("sheet").GetString()));

        var rows = (await File.ReadAllLinesAsync(folder.At("scores.csv"), TestContext.Current.CancellationToken))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToArray();
        Assert.Equal(20, rows.Length);
        Assert.Equal(document.GetProperty("most_anomalous")[0].GetProperty("example").GetString(), rows.Single(row => row[3] == "1")[0]);
        Assert.Equal(document.GetProperty("anomalies").GetInt32(), rows.Count(row => row[4] == "true"));

        using var vae = TrainedVae.Load(run);
        var all = Scorer.Score(vae, Data.Test, new() { Kind = ScoreKind.SquaredError }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(all, rows.Select(row => double.Parse(row[2], CultureInfo.InvariantCulture)));
        var labels = Data.Test.Labels.ToArray();
        Assert.Equal(
            RocCurve.Area([.. all.Where((_, i) => labels[i] == 0)], [.. all.Where((_, i) => labels[i] != 0)]),
            document.GetProperty("auroc").GetDouble(),
            1e-12);
    }

    [Fact]
    public async Task Denoise_WithNoise_SaysWhatWasGained()
    {
        var clean = Data.Test;
        var noisy = PixelNoise.Gaussian(clean, 0.3, seed: 7);
        using var vae = TrainedVae.Load(run);
        var restored = vae.Reconstruct(noisy, TestContext.Current.CancellationToken);
        var json = (await Ran.Elbo("denoise", run, "--noise", "0.3", "--seed", "7", "--out", folder.At("restored.npy"), "--json")).Json();
        Assert.Equal(restored, NpyFile.Read(folder.At("restored.npy")).Values<float>());
        Assert.Equal(Psnr(clean, i => noisy.Pixels[i] / 255.0), json.GetProperty("psnr_noisy").GetDouble(), 1e-9);
        Assert.Equal(Psnr(clean, i => Math.Clamp(restored[i], 0, 1)), json.GetProperty("psnr_restored").GetDouble(), 1e-9);

        Assert.True(File.Exists((await Ran.Elbo("denoise", run, "--json")).Json().GetProperty("file").GetString()));
    }

    [Fact]
    public async Task Denoise_NoiseBelowOneLevel_HasNoFinitePsnr()
    {
        var json = (await Ran.Elbo("denoise", run, "--noise", "1e-9", "--json")).Json();
        Assert.Equal(JsonValueKind.Null, json.GetProperty("psnr_noisy").ValueKind);
        Assert.True(json.GetProperty("psnr_restored").GetDouble() > 0);
        Assert.Contains("noisy ∞ dB", (await Ran.Elbo("denoise", run, "--noise", "1e-9")).Out, StringComparison.Ordinal);
    }

    private Dataset<ImageSet> Data => Datasets.Load(folder.At("train-images-idx3-ubyte"));

    private static double Psnr(ImageSet clean, Func<int, double> other)
    {
        var pixels = clean.Pixels.ToArray();
        return -10 * Math.Log10(pixels.Select((pixel, i) => Math.Pow(pixel / 255.0 - other(i), 2)).Average());
    }

    [Fact]
    public async Task WrongInput_IsNamedAndNothingIsWritten()
    {
        var before = folder.Content();
        (await Ran.Elbo("encode", run, "--out", folder.At("codes.txt"))).AssertFailed(ExitCode.WrongUsage, "codes.txt", ".csv, .parquet, .npz or .npy");
        (await Ran.Elbo("encode", run, "--out", folder.At("codes.npy"), "--variances")).AssertFailed(ExitCode.WrongUsage, "--variances", ".npz");
        (await Ran.Elbo("encode", run, "mnist", "--out", folder.At("codes.npy"))).AssertFailed(ExitCode.WrongUsage, "mnist holds images of 28×28", "6×5");
        (await Ran.Elbo("score", run, "--by", "beauty")).AssertFailed(ExitCode.WrongUsage, "'beauty'", "squared-error");
        (await Ran.Elbo("score", run, "--quantile", "2")).AssertFailed(ExitCode.WrongUsage, "quantile was 2", "between 0 and 1");
        (await Ran.Elbo("score", run, "--normal", "9")).AssertFailed(ExitCode.WrongUsage, "--normal held '9'", "The labels are 0, 1.");
        (await Ran.Elbo("score", run, "--normal", "0,1")).AssertFailed(ExitCode.WrongUsage, "20 normal examples and 0 others", "The labels are 0, 1.");
        (await Ran.Elbo("decode", run, folder.At("train-images-idx3-ubyte"), "--out", folder.At("x.npy"))).AssertFailed(ExitCode.Failed, "is not an npy file");
        (await Ran.Elbo("denoise", run, "--noise", "-1")).AssertFailed(ExitCode.WrongUsage, "sigma was -1");
        Assert.Equal(before, folder.Content());
    }

    [Fact]
    public async Task Decode_CodesOfAnotherWidth_AreRefused()
    {
        NpyFile.Write<float>(folder.At("wide.npy"), new float[6], 2, 3);
        (await Ran.Elbo("decode", run, folder.At("wide.npy"), "--out", folder.At("x.npy")))
            .AssertFailed(ExitCode.WrongUsage, "wide.npy", "[2, 3]", "2 numbers");
        NpyFile.Write<float>(folder.At("nan.npy"), [0, 1, float.NaN, 2], 2, 2);
        (await Ran.Elbo("decode", run, folder.At("nan.npy"), "--out", folder.At("x.npy")))
            .AssertFailed(ExitCode.WrongUsage, "nan.npy", "code 1", "finite", "Leave that code out");
        NpyFile.Write<float>(folder.At("none.npy"), [], 0, 2);
        (await Ran.Elbo("decode", run, folder.At("none.npy"), "--out", folder.At("x.png"))).AssertFailed(ExitCode.WrongUsage, "none.npy", "no code");
    }

    [Fact]
    public async Task Encode_FileThatExists_NeedsForce()
    {
        folder.Write("codes.npy", [1]);
        (await Ran.Elbo("encode", run, "--out", folder.At("codes.npy"))).AssertFailed(ExitCode.Failed, "exists already", "--force");
        Assert.Equal(ExitCode.Done, (await Ran.Elbo("encode", run, "--out", folder.At("codes.npy"), "--force")).Code);
    }
}
