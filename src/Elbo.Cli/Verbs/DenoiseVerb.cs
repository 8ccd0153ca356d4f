using System.CommandLine;
using Elbo.Data;
using Elbo.Figures;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo denoise</c>: noisy images in, what the model makes of them out.</summary>
internal static class DenoiseVerb
{
    private const int Shown = 10;

    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json, examples) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json(), new GivenExamples.Options());
        var output = ImageOutput.Option();
        output.Required = false;
        output.Description += " Without it, a figure in RUN/figures.";
        var noise = new Option<double>("--noise") { Description = "First add normal noise of this standard deviation, for pixels in [0, 1], to see what the model restores (0).", HelpName = "σ" };
        var seed = new Option<ulong>("--seed") { Description = "The same seed draws the same noise (0).", HelpName = "S", DefaultValueFactory = _ => 0 };
        var command = new Command("denoise", "Restore noisy images: each is encoded, and its posterior mean decoded.") { run };
        foreach (var option in (Option[])[noise, seed, output, device, force, json])
            command.Options.Add(option);
        examples.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var path = parsed.GetValue(output);
            if (path is not null)
                ImageOutput.ThrowIfImpossible(path);
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device));
            var given = examples.Read(parsed, loaded);
            var (sigma, shape) = (parsed.GetValue(noise), given.Images.Shape);
            var noisy = sigma == 0 ? given.Images : PixelNoise.Gaussian(given.Images, sigma, parsed.GetValue(seed));
            var restored = loaded.Model.Reconstruct(noisy, cancellation);
            if (path is not null)
                ImageOutput.Write(path, shape, restored, GivenExamples.FileName, parsed.GetValue(force));
            else
                path = FigureFile.Write(null, loaded, Name(given, sigma), Figure(given.Images, noisy, restored), parsed.GetValue(force));
            double? before = sigma == 0 ? null : Psnr(given.Images, noisy), after = sigma == 0 ? null : Psnr(given.Images, restored);
            if (parsed.GetValue(json))
                terminal.Out.WriteLine(Json.File(loaded, path, ("source", given.Source), ("examples", given.Images.Count), ("noise", sigma), ("psnr_noisy", before), ("psnr_restored", after)));
            else
            {
                if (before is not null)
                    terminal.Words(false).WriteLine(FormattableString.Invariant($"PSNR to the clean images: noisy {before:F1} dB, restored {after:F1} dB ({given.Source}, {given.Images.Count} examples)"));
                terminal.Out.WriteLine(path);
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo denoise runs/mnist --noise 0.4 --limit 1000",
            "elbo denoise runs/mnist scans/ --out restored/");
    }

    private static string Name(GivenExamples given, double sigma) =>
        FormattableString.Invariant($"denoised-{string.Concat(given.Source.Select(c => char.IsLetterOrDigit(c) ? c : '-'))}{(sigma == 0 ? "" : $"-{sigma}")}.png").Replace("--", "-", StringComparison.Ordinal);

    private static byte[] Figure(ImageSet clean, ImageSet noisy, float[] restored)
    {
        var (shape, columns) = (clean.Shape, Math.Min(Shown, clean.Count));
        var rows = new List<(string Caption, ReadOnlyMemory<float> Images)>();
        if (!ReferenceEquals(clean, noisy))
            rows.Add(("clean", ImageBatch.FromBytes(shape, clean.Slice(0, columns).Pixels).Pixels));
        rows.Add(("noisy", ImageBatch.FromBytes(shape, noisy.Slice(0, columns).Pixels).Pixels));
        rows.Add(("restored", restored.AsMemory(0, columns * shape.Size)));
        return ImageGrid.Render(new(shape, rows.SelectMany(row => row.Images.ToArray()).ToArray()), new() { Columns = columns, RowCaptions = [.. rows.Select(row => row.Caption)], Title = "Denoising" });
    }

    private static double Psnr(ImageSet clean, ImageSet noisy) => Psnr(clean, ImageBatch.FromBytes(noisy.Shape, noisy.Pixels).Pixels.ToArray());

    /// <summary>10·log₁₀(1 / MSE) over all pixels, dB.</summary>
    private static double Psnr(ImageSet clean, float[] other)
    {
        var sum = 0.0;
        var pixels = clean.Pixels;
        for (var i = 0; i < other.Length; i++)
            sum += Math.Pow(pixels[i] / 255.0 - Math.Clamp(other[i], 0, 1), 2);
        return -10 * Math.Log10(sum / other.Length);
    }
}
