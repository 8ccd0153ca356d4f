using System.CommandLine;
using Elbo.Analysis.Exploration;
using Elbo.Cli.Examples;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Reports.Figures;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo denoise</c>: restores noisy images.</summary>
internal static class DenoiseVerb
{
    public const string Description = "Restore noisy images: each is encoded, and its posterior mean decoded.";

    private const int Shown = 10;

    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json());
        var examples = new ExampleOptions();
        var output = ImageOutput.Option();
        output.Required = false;
        output.Description += " Pictures in a folder are named after the examples' files. Without it, a figure in RUN/figures.";
        var noise = CommonOptions.Value<double>(
            "--noise", "σ", "First add normal noise of this standard deviation, for pixels in [0, 1], to measure the restoration (0).");
        var seed = CommonOptions.Value<ulong>("--seed", "S", "The seed of the noise of --noise.", 0);
        var command = new Command("denoise", Description) { run };
        foreach (var option in (Option[])[noise, seed, output, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, isForced, isJson, sigma) = (parsed.GetValue(output), parsed.GetValue(force), parsed.GetValue(json), parsed.GetValue(noise));
            PixelNoise.ThrowIfImpossible(sigma);
            parsed.ThrowIfIdle((seed, sigma > 0, "--noise"));
            if (path is not null)
                ImageOutput.ThrowIfImpossible(path, isForced);
            using var loaded = OpenRun.OpenWatched(
                terminal, parsed.GetRequiredValue(run), parsed.GetRequiredValue(device), examples.RunData(parsed), cancellation);
            var given = (ImageExamples)examples.Read(terminal, parsed).Read(loaded, cancellation);
            var shape = given.Images.Shape;
            if (path is not null)
                ImageOutput.ThrowIfTooMany(path, shape, given.Images.Count);
            var noisy = sigma == 0 ? given.Images : PixelNoise.Gaussian(given.Images, sigma, parsed.GetValue(seed));
            var restored = loaded.Model.Reconstruct(noisy, cancellation);
            if (path is not null)
                ImageOutput.Write(path, shape, restored, given.Images.Names, isForced, cancellation);
            else
                path = FigureFile.Write(null, loaded, Name(given, sigma, parsed.GetValue(seed)), Figure(given.Images, noisy, restored), isForced);
            double? before = sigma == 0 ? null : Psnr(given.Images, noisy), after = sigma == 0 ? null : Psnr(given.Images, i => Math.Clamp(restored[i], 0, 1));
            if (isJson)
                terminal.Out.WriteLine(Json.File(
                    loaded, path, ("source", given.Source), ("examples", given.Images.Count), ("noise", sigma),
                    ("psnr_noisy", before is { } b ? Json.Number(b) : null), ("psnr_restored", after is { } a ? Json.Number(a) : null)));
            else
            {
                if (before is not null)
                    terminal.Words(false).WriteLine(FormattableString.Invariant(
                        $"PSNR to the clean images: noisy {Decibels(before.Value)}, restored {Decibels(after!.Value)} ")
                        + FormattableString.Invariant($"({given.Source}, {given.Images.Count:N0} examples)"));
                terminal.Out.WriteLine(path);
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo denoise runs/mnist --noise 0.4 --limit 1000",
            "elbo denoise runs/mnist scans/ --out restored/");
    }

    /// <summary>Different options give different names.</summary>
    private static string Name(ImageExamples given, double sigma, ulong seed) =>
        FormattableString.Invariant($"denoised-{given.FileStem}{(given.Images.Count < Shown ? $"-first-{given.Images.Count}" : "")}")
        + FormattableString.Invariant($"{(sigma == 0 ? "" : FormattableString.Invariant($"-{sigma}"))}{(seed == 0 ? "" : $"-seed-{seed}")}.png");

    private static byte[] Figure(ImageSet clean, ImageSet noisy, float[] restored)
    {
        var (shape, columns) = (clean.Shape, Math.Min(Shown, clean.Count));
        var rows = new List<(string Caption, ReadOnlyMemory<float> Images)>();
        if (!ReferenceEquals(clean, noisy))
            rows.Add(("clean", ImageBatch.FromBytes(shape, clean.Slice(0, columns).Pixels).Pixels));
        rows.Add((ReferenceEquals(clean, noisy) ? "given" : "noisy", ImageBatch.FromBytes(shape, noisy.Slice(0, columns).Pixels).Pixels));
        rows.Add(("restored", restored.AsMemory(0, columns * shape.Size)));
        return ImageGrid.Draw(
            new(shape, rows.SelectMany(row => row.Images.ToArray()).ToArray()),
            new() { Columns = columns, RowCaptions = [.. rows.Select(row => row.Caption)], Title = "Denoising" });
    }

    private static double Psnr(ImageSet clean, ImageSet noisy)
    {
        var pixels = noisy.Pixels.ToArray();
        return Psnr(clean, i => pixels[i] / 255.0);
    }

    /// <summary>10·log₁₀(1 / MSE) over all pixels, in [0, 1], dB; infinite if nothing differs.</summary>
    private static double Psnr(ImageSet clean, Func<int, double> other)
    {
        var sum = 0.0;
        var pixels = clean.Pixels;
        for (var i = 0; i < pixels.Length; i++)
            sum += Math.Pow(pixels[i] / 255.0 - other(i), 2);
        return -10 * Math.Log10(sum / pixels.Length);
    }

    private static string Decibels(double value) => double.IsFinite(value) ? FormattableString.Invariant($"{value:F1} dB") : "∞ dB";
}
