using System.Security.Cryptography;
using Elbo.Data;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Elbo.Files;
using Elbo.Models;
using Elbo.Models.Storage;

namespace Elbo.Runs.Sessions;

/// <summary>Makes a run folder of a model that was trained elsewhere, so that it can be used like any run.</summary>
internal static class ImportedRun
{
    /// <summary>Evaluates the model on the test split and writes the folder. Nothing is written before the model is valid.</summary>
    /// <param name="file">The path of the model file.</param>
    /// <param name="path">The run folder to make.</param>
    /// <param name="data">The data to evaluate it on, of the kind that it was trained on.</param>
    /// <param name="options">Whatever the file does not say; the shape is that of the data.</param>
    /// <param name="origin">Command line, for the record.</param>
    /// <param name="replace">True replaces an existing run.</param>
    /// <param name="clock">The clock; the system's by default.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="ModelFileException">The file is missing, damaged, of another kind, or not a VAE that Elbo supports.</exception>
    /// <exception cref="OptionsException">The options are out of range, or contradict what the file says.</exception>
    /// <exception cref="RunException">The folder already holds a run, or cannot be written.</exception>
    public static RunFolder Write(
        string file, string path, Dataset<ImageSet> data, ImportOptions? options = null, RunOrigin? origin = null, bool replace = false,
        TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        clock ??= TimeProvider.System;
        var started = clock.GetUtcNow();
        RunFolder.ThrowIfTaken(path, replace, canResume: false);
        var model = ModelFile.Read(file, (options ?? new()) with { Shape = data.Test.Shape });
        using var vae = model.Load();
        var numbers = SplitNumbers.From(vae.Evaluate(data.Test, cancellation: cancellation), vae.Model);
        var manifest = new RunManifest
        {
            Format = RunManifest.CurrentFormat,
            Status = RunStatus.Imported,
            Started = started,
            Ended = clock.GetUtcNow(),
            Command = origin?.Command,
            Imported = new(Path.GetFileName(file), model.Kind, Fingerprint(file)),
            Data = RunData.Of(data, data),
            Model = vae.Options,
            // Elbo did not train it. Only the binarization describes the model.
            Training = new() { Epochs = 0, Binarization = model.Binarization },
            Machine = RunMachine.Current(),
            Test = numbers,
        };
        manifest = manifest with { Findings = Examine(manifest, vae, data, numbers) };
        var folder = RunFolder.Create(path, replace);
        vae.Save(folder.WeightsPath);
        folder.WriteManifest(manifest);
        RunChecksums.Write(folder);
        return folder;
    }

    private static IReadOnlyList<Finding> Examine(RunManifest manifest, TrainedVae vae, Dataset<ImageSet> data, SplitNumbers numbers) => Doctor.Examine(
        manifest.EvidenceOf([], epoch: 0, "test", numbers)
            .With(vae.Model, data.Test, DataFacts.Of(data.Train, data.Test, manifest.Model.Likelihood, vae.Binarization)));

    private static string Fingerprint(string file) => RunFolder.Guard(file, () =>
    {
        using var stream = RegularFile.Open(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    });
}
