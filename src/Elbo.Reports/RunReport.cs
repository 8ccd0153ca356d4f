using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Files;
using Elbo.Models;
using Elbo.Models.Storage;
using Elbo.Objectives;
using Elbo.Reports.History;
using Elbo.Reports.Sharing;
using Elbo.Runs;
using Elbo.Settings;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>Draws a run's figures and writes its <c>report.html</c>.</summary>
public static class RunReport
{
    /// <summary>Writes <c>figures/*.png</c> and <c>report.html</c> into the run folder.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="model">Its best weights.</param>
    /// <param name="data">The data it was trained on.</param>
    /// <param name="label">For a table, the column that codes are coloured by; null for the one that they separate best.</param>
    /// <param name="cancellation">Stops between figures.</param>
    /// <exception cref="RunException">The folder cannot be read or written.</exception>
    /// <exception cref="OptionsException">There is no column <paramref name="label"/>, or it has too many different values.</exception>
    public static void Write(RunFolder folder, TrainedVae model, Dataset data, string? label = null, CancellationToken cancellation = default) =>
        Write(folder, model, data, label, isShared: false, cancellation);

    /// <param name="folder">The run folder.</param>
    /// <param name="model">Its best weights.</param>
    /// <param name="data">The data it was trained on.</param>
    /// <param name="label">As above.</param>
    /// <param name="isShared">True puts the model itself into the report, for a playground.</param>
    /// <param name="cancellation">Stops between figures.</param>
    /// <exception cref="OptionsException">The model cannot be shared.</exception>
    internal static void Write(RunFolder folder, TrainedVae model, Dataset data, string? label, bool isShared, CancellationToken cancellation)
    {
        var file = isShared ? Sharable(folder, data) : null;
        data = data.WithHeldOut(model.UnderCondition);
        var (manifest, metrics, schema) = (folder.ReadManifest(), folder.ReadMetrics(), SchemaReport.For(data.Schema));
        RunFigure[] figures = [.. RunFigures.Draw(manifest, metrics, model, data, label, cancellation)];
        var examples = schema.Examples(model, data, cancellation);
        var probes = model.IsFixed ? [] : ConditionProbe.Of(model, data.Train, data.Test, cancellation: cancellation);
        RunFolder.Guard(folder.Root, () =>
        {
            Directory.CreateDirectory(DarkFigures.FolderOf(folder));
            foreach (var (file, figure) in figures)
            {
                AtomicFile.Write(Path.Combine(folder.FiguresPath, file), stream => stream.Write(figure.Png.Span));
                AtomicFile.Write(DarkFigures.PathOf(folder, file), stream => stream.Write(figure.Dark.Span));
            }
            AtomicFile.WriteText(folder.ReportPath, HtmlReport.Render(Content(folder.Root, manifest, metrics, model, figures, probes) with
            {
                Examples = examples,
                History = TimeMachine.Of(folder, manifest.Schema.Noun),
                Share = file is null ? null : SharedModel.Of(file, RankingOf(manifest, model, data), (ImageSet)data.Test),
            }));
        });
    }

    private static LatentRanking RankingOf(RunManifest manifest, TrainedVae model, Dataset data) => manifest.Test?.RatePerDimension is { } rates
        ? LatentRanking.ByRate(rates)
        : LatentRanking.BySpread(model.Encode(data.Test));

    private static ModelFile Sharable(RunFolder folder, Dataset data)
    {
        if (!data.Schema.ArePictures)
            throw new OptionsException([
                $"share was given, but {folder.Root} learned from {data.Schema.Examples}; the playground of a report shows images. Leave --share out.",
            ]);
        var file = ModelFile.Read(folder.WeightsPath);
        return SharedModel.Obstacle(file) is { } obstacle ? throw new OptionsException([$"share was given, but {obstacle}."]) : file;
    }

    private static ReportContent Content(
        string path, RunManifest manifest, IReadOnlyList<MetricsRow> metrics, TrainedVae model, IReadOnlyList<RunFigure> figures,
        IReadOnlyList<ConditionProbe> probes)
    {
        var test = manifest.Test!;
        var schema = SchemaReport.For(manifest.Schema);
        var grave = manifest.Findings.Count > 0 ? manifest.Findings.Max(finding => finding.Severity) : Severity.Info;
        return new()
        {
            Noun = manifest.Schema.Noun,
            Title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            Verdict = new(grave, Sentence(manifest, test, schema)),
            Findings = manifest.Findings,
            Numbers = [.. Numbers(manifest, test, schema), .. probes.Select(Probe)],
            Protocol = Protocol(manifest, schema),
            Figures = [.. figures.Select(figure => figure.Figure)],
            Epochs = metrics.Count > 0 ? Epochs(metrics, manifest.Schema.Noun) : null,
            Facts = [.. Facts(manifest, model, schema)],
            Command = manifest.Command?.AsTyped(),
        };
    }

    private static string Sentence(RunManifest manifest, SplitNumbers test, SchemaReport schema)
    {
        var subject = manifest.Imported is { } imported
            ? $"Imported from {imported.File}: on {manifest.Data.Name}"
            : Invariant($"After {manifest.EpochsDone} epochs on {manifest.Data.Name}");
        var health = manifest.Findings.Count > 0 ? "" : ", and the doctor found nothing to report";
        return Signed($"{subject}, the test −ELBO is {test.NegElbo:F2} ± {test.StandardError:F2} nats per {manifest.Schema.Example} ")
            + Signed($"(likelihood {manifest.DescribeLikelihood()}{schema.Clause(manifest.Training)}); ")
            + Signed($"{test.ActiveLatents} of {manifest.Model.Latents} latents are in use{health}.");
    }

    private static IEnumerable<ReportNumber> Numbers(RunManifest manifest, SplitNumbers test, SchemaReport schema)
    {
        yield return new("test −ELBO", Signed($"{test.NegElbo:F2} nats"), Invariant($"standard error {test.StandardError:F2}"));
        if (test.BitsPerDimension is { } bits)
            yield return new(
                "bits per dimension", Signed($"{bits:F3}"),
                "test −ELBO / (D · log 2), a bound on the bits that a file of these pixels needs");
        yield return new("distortion", Signed($"{test.Distortion:F2} nats"), "−E[log p(x given z)]");
        yield return new("rate", Invariant($"{test.Rate:F2} nats"), "KL(q(z given x) ‖ p(z))");
        yield return new("active latents", Invariant($"{test.ActiveLatents} of {manifest.Model.Latents}"), "variance of the posterior mean above 0.01");
        if (test.Accuracy is { } accuracy)
            yield return new("accuracy", Invariant($"{100 * accuracy:F2} %"), "labels that q(y given x) finds");
        if (manifest.Train is { } train)
            yield return new(
                "train −ELBO", Signed($"{train.NegElbo:F2} nats"),
                Invariant($"average over the steps of epoch {manifest.BestEpoch}, {manifest.Data.TrainCount:N0} training {manifest.Schema.Noun}s"));
        if (manifest.Imported is null)
            yield return new(
                $"{manifest.Schema.Noun}s per second", Invariant($"{manifest.ExamplesPerSecond:N0}"), "training, last epoch, excluding evaluation");
        if (Published(manifest) is { } published)
            yield return new(
                "published", Invariant($"{published.Value:0.0#} {(published.IsAccuracy ? "%" : "nats")}"), $"{published.Label}, {published.Source}");
    }

    private static ReportNumber Probe(ConditionProbe probe) => new(
        $"{probe.Column} from z", Invariant($"{100 * probe.Accuracy.Value:F1} %"),
        Invariant($"accuracy of a linear probe on the codes; chance {100 * probe.MajorityShare:F1} %"));

    private static string Protocol(RunManifest manifest, SchemaReport schema) =>
        Invariant($"Measured on the test split, {manifest.Data.TestCount:N0} {manifest.Schema.Noun}s, with one draw of z each; ")
        + $"likelihood {manifest.DescribeLikelihood()}{schema.Clause(manifest.Training)}.";

    /// <summary>The recipe's figure; null if the run has another likelihood, since the figure does not apply then.</summary>
    private static PublishedFigure? Published(RunManifest manifest) =>
        manifest.Recipe is { } name && RecipeBook.Names.Contains(name) && RecipeBook.Read(name) is var recipe
            && recipe.Options.Apply(new VaeOptions()).Likelihood == manifest.Model.Likelihood ? recipe.Published : null;

    private static readonly string[] Splits = ["train", "validation", "test"];

    private static ReportTable Epochs(IReadOnlyList<MetricsRow> metrics, string noun)
    {
        string[] splits = [.. Splits.Where(split => metrics.Any(row => row.Split == split))];
        var nats = $"nats per {noun}";
        var varies = metrics.Any(row => row.Beta is not null);
        return new(
            [
                new("epoch"), .. splits.Select(split => new ReportColumn($"{split} −ELBO", nats)),
                new("test distortion", nats), new("test rate", nats), new("active latents"),
                .. varies ? [new ReportColumn("β at its end")] : Array.Empty<ReportColumn>(), new("throughput", $"{noun}s/s"),
            ],
            [
                .. metrics.GroupBy(row => row.Epoch).Select(epoch => (IReadOnlyList<string>)
                [
                    Invariant($"{epoch.Key}"),
                    .. splits.Select(split => epoch.FirstOrDefault(row => row.Split == split) is { } row ? Signed($"{row.NegElbo:F2}") : ""),
                    Signed($"{epoch.FirstOrDefault(row => row.Split == "test")?.Distortion:F2}"),
                    Invariant($"{epoch.FirstOrDefault(row => row.Split == "test")?.Rate:F2}"),
                    Invariant($"{epoch.FirstOrDefault(row => row.Split == "test")?.ActiveLatents}"),
                    .. varies ? [Invariant($"{epoch.First().Beta:0.###}")] : Array.Empty<string>(),
                    Invariant($"{epoch.FirstOrDefault(row => row.Split == "train")?.ExamplesPerSecond:N0}"),
                ]),
            ]);
    }

    private static IEnumerable<ReportFacts> Facts(RunManifest manifest, TrainedVae model, SchemaReport schema)
    {
        var (data, options, training, machine) = (manifest.Data, manifest.Model, manifest.Training, manifest.Machine);
        yield return new("Data",
        [
            ("name", data.Name),
            schema.Size(manifest),
            .. manifest.Imported is not null ? [] : ((string, string)[])
            [
                ($"training {manifest.Schema.Noun}s", Invariant($"{data.TrainCount:N0}")),
                ($"validation {manifest.Schema.Noun}s", data.ValidationCount == 0 ? "none" : Invariant($"{data.ValidationCount:N0}")),
            ],
            ($"test {manifest.Schema.Noun}s", Invariant($"{data.TestCount:N0}")),
            .. schema.Facts(training),
            .. manifest.Imported is not null ? [] : ((string, string)[])[("fingerprint (train)", data.TrainFingerprint[..16] + "…")],
            ("fingerprint (test)", data.TestFingerprint[..16] + "…"),
        ]);
        yield return new("Model",
        [
            ("network", options.Describe()), ("weights", Invariant($"{model.Model.ParameterCount:N0}")),
            ("activation", options.Activation.ToString().ToLowerInvariant()), ("posterior", "Gaussian, diagonal covariance"),
            ("prior", options.Prior.Describe()), ("likelihood", manifest.DescribeLikelihood()),
        ]);
        yield return manifest.Imported is { } imported ? Import(imported) : new("Training",
        [
            ("recipe", manifest.Recipe ?? "none"), ("epochs", Invariant($"{manifest.EpochsDone}") + (manifest.Stopped is { } reason ? $". {reason}" : "")),
            ("weights kept", Invariant($"those of epoch {manifest.BestEpoch}")),
            ("batch", Invariant($"{training.Batch}")), ("optimizer", training.DescribeOptimizer()),
            ("objective", DescribeObjective(training)),
            ("seed", Invariant($"{training.Seed}")), ("time", Invariant($"{manifest.Seconds:F0} s, including evaluation")),
        ]);
        yield return new("Machine",
        [
            (manifest.Imported is null ? "started" : "imported", manifest.Started.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
            ("system", machine.Os), ("processor", machine.Cpu), ("cores", Invariant($"{machine.Cores}")),
            ("memory", Invariant($"{machine.MemoryBytes / (double)(1 << 30):F1} GiB")),
            ("engine", manifest.Engine is { } engine ? $"{engine.Name} ({engine.Reason})" : "torch"),
            ("device", Invariant($"{training.Device}, {machine.Threads} threads")),
            ("versions", $"Elbo {machine.Elbo}, TorchSharp {machine.TorchSharp}, libtorch {machine.Libtorch}, {machine.Dotnet}"),
        ]);
    }

    private static ReportFacts Import(RunImport imported) => new("Imported",
    [
        ("file", imported.File), ("format", imported.Kind.ToString().ToLowerInvariant()), ("SHA-256", imported.Sha256[..16] + "…"),
    ]);

    private static string DescribeObjective(TrainingOptions training) => training switch
    {
        _ when training.Objective != new EvidenceLowerBound() => training.Objective.Describe(),
        { Reduction: Reduction.Mean } => $"distortion / pixels + β · rate (teaching aid), {training.BetaSchedule.Describe()}",
        _ => $"distortion + β · rate, {training.BetaSchedule.Describe()}",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Nats may be below 0: with a true minus sign.</summary>
    private static string Signed(FormattableString text) => text.ToString(Evaluation.Numbers.Culture);
}
