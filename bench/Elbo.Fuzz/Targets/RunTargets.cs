using System.Text;
using System.Text.Json;
using Elbo.Data.Storage;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models.Nets;
using Elbo.Models.Priors;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Training;
using Elbo.Training.Schedules;

namespace Elbo.Fuzz.Targets;

/// <summary>The files of a run folder, and the cache's.</summary>
internal static class RunTargets
{
    private static readonly byte[][] Tokens = Bytes.Of(
        "{", "}", "[", "]", "\"", ":", ",", "null", "true", "-1", "1e999", "\"NaN\"", "\"Infinity\"", "\"name\":", "\"format\": 9",
        "\"status\": \"finished\"", "\"likelihood\":", "\"prior\":", "\"net\":", "\"objective\":",
        "\"columns\":", "\"categories\":", "\"hidden\":", "\"shape\":", "\"channels\":", "\"training\":", "\"epoch\":", "\"split\": \"test\"",
        "{\"name\":\"gaussian\",\"sigma\":1}", "{\"name\":\"table\",\"columns\":[]}",
        "{\"name\":\"conv\"}", "\\ud800", "\u001B[2J", "\n");

    private const string CachedPixels =
        """{"shape":{"channels":1,"height":2,"width":2},"counts":[2],"sha256":"""
        + """["af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc"],"skipped":[]}""";

    public static IEnumerable<FuzzTarget> All(Scratch scratch)
    {
        var run = scratch.Folder("run");
        var cache = new PixelCache(scratch.Folder("pixels"), new(1L << 30, long.MaxValue));
        scratch.Write("pixels/k.pixels", new byte[8]);
        scratch.Write("run/run.json", []);
        return
        [
            new("run.json", Manifests(), file => ReadManifest(run, scratch.Write("run/run.json", file))) { Tokens = Tokens },
            new("metrics.jsonl", [Metrics()], file => ReadMetrics(run, scratch.Write("run/metrics.jsonl", file))) { Tokens = Tokens },
            new("seeds.json", [Seeds()], file => SeedSeries.Read(Path.GetDirectoryName(scratch.Write("run/seeds.json", file))!)) { Tokens = Tokens },
            new("SHA256SUMS", [Sums()], file => FindDamage(run, scratch.Write("run/SHA256SUMS", file)))
                { Tokens = Bytes.Of("  ", "run.json", "metrics.jsonl", "\n", "../") },
            new("cached pixels", [Bytes.Of(CachedPixels)[0]],
                file => Find(cache, scratch.Write("pixels/k.json", file))) { Tokens = [.. Tokens, .. Bytes.Of("\"counts\":", "\"sha256\":", "\"skipped\":")] },
        ];
    }

    private static void ReadManifest(string run, string _)
    {
        var manifest = RunFolder.Open(run).ReadManifest();
        manifest.ThrowIfUntrained(run);
        manifest.Model.Validate();
        manifest.Training.Validate();
        manifest.DescribeLikelihood();
        manifest.Model.Describe();
        foreach (var (name, _) in ModelLayout.Tensors(manifest.Model))
            ArgumentException.ThrowIfNullOrEmpty(name);
    }

    private static void ReadMetrics(string run, string _) => RunFolder.Open(run).ReadMetrics();

    private static void FindDamage(string run, string _) => RunFolder.Open(run).FindDamage();

    private static byte[] Sums() => Bytes.Of($"{new string('0', 64)}  run.json\n{new string('a', 64)}  model.safetensors\n")[0];

    private static void Find(PixelCache cache, string _) => cache.Find("k");

    private static byte[][] Manifests()
    {
        var numbers = new SplitNumbers(100, 80, 20, 0.5, 2, [10, 10]);
        var manifest = new RunManifest
        {
            Format = RunManifest.CurrentFormat,
            Status = RunStatus.Finished,
            Started = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Ended = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero),
            Recipe = "mnist",
            Command = ["elbo", "train", "mnist"],
            Data = new("mnist", 60000, 0, 10000, "ab", "cd") { Options = new() { Size = new(8, 8), Labels = ["1"] } },
            Model = new() { Hidden = [8, 4], DecoderHidden = [4], Latents = 2, Shape = new(1, 4, 4) },
            Training = new() { Epochs = 2, Warmup = 1 },
            Engine = new("managed", "asked for"),
            Machine = new("Linux", "a processor", 2, 1 << 30, 2, "0.1.0", "0.107.0", "2.10", ".NET 10"),
            EpochsDone = 2,
            BestEpoch = 2,
            Train = numbers,
            Test = numbers,
            Findings = [new(Severity.Warning, "a", "b", "c")],
        };
        var columns = new TableEncoding([new("height", ColumnKind.Real, [], 1, 2, true), new("colour", ColumnKind.Categorical, ["red", "blue"], 0, 1, false)]);
        var table = manifest with
        {
            Table = columns,
            Model = manifest.Model with { Likelihood = TableLikelihood.Of(columns), Shape = new(1, 1, 4) },
            Training = manifest.Training with { Objective = new Iwae(5) },
        };
        var conv = manifest with
        {
            Model = manifest.Model with { Net = new ConvOptions { Channels = [16, 32] }, Likelihood = new Gaussian(0.5), Prior = new VampOptions(3) },
            Training = manifest.Training with { LearningRateSchedule = new CosineRate(2) },
        };
        return [.. new[] { manifest, table, conv }.Select(one => JsonSerializer.SerializeToUtf8Bytes(one, KindJson.Indented))];
    }

    private static byte[] Metrics()
    {
        var text = new StringBuilder();
        foreach (var split in new[] { "train", "test" })
        {
            var row = new MetricsRow { Epoch = 1, Step = 9, Split = split, NegElbo = 100.5, Distortion = 80, Rate = 20.5, Beta = 0.5, ActiveLatents = 2 };
            text.Append(JsonSerializer.Serialize(row, KindJson.Lines)).Append('\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Seeds() => JsonSerializer.SerializeToUtf8Bytes(
        new SeedSeries { Format = 1, Seeds = [1, 2], Finished = 2, Test = SeedStatistics.Of([new(100, 80, 20), new(101, 81, 20)]) },
            KindJson.Indented);
}
