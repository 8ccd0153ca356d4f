using System.CommandLine;
using Elbo.Interop;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo decode</c>: codes in, mean images out.</summary>
internal static class DecodeVerb
{
    public static Command Create(Terminal terminal)
    {
        var (run, device, force, json) = (CommonOptions.Run(), CommonOptions.Device(), CommonOptions.Force(), CommonOptions.Json());
        var codes = new Argument<string>("CODES") { Description = "An .npy file of codes, float32 or float64, shape [N, L] or [N, S, L]." };
        var output = ImageOutput.Option();
        var command = new Command("decode", "Decode codes: the mean image of p(x given z) for each.") { run, codes };
        foreach (var option in (Option[])[output, device, force, json])
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var (path, isForced) = (parsed.GetRequiredValue(output), parsed.GetValue(force));
            ImageOutput.ThrowIfImpossible(path, isForced);
            using var loaded = LoadedRun.Open(parsed.GetRequiredValue(run), parsed.GetRequiredValue(device));
            var (shape, latents) = (loaded.Model.Options.Shape, loaded.Model.Options.Latents);
            var z = Read(parsed.GetRequiredValue(codes), latents);
            ImageOutput.ThrowIfTooMany(path, shape, z.Length / latents);
            ImageOutput.Write(path, shape, loaded.Model.Decode(z, cancellation), names: null, isForced, cancellation);
            terminal.Out.WriteLine(parsed.GetValue(json) ? Json.File(loaded, path, ("examples", z.Length / latents)) : path);
            return Task.FromResult(ExitCode.Done);
        });
        return command.WithExamples(
            "elbo decode runs/mnist codes.npy --out images.npy",
            "elbo decode runs/mnist codes.npy --out grid.png",
            "elbo decode runs/mnist codes.npy --out images/");
    }

    private static float[] Read(string path, int latents)
    {
        var array = NpyFile.Read(path);
        if (array.Type is not (NpyType.F32 or NpyType.F64))
            throw new OptionsException([$"{path} holds {array}; codes are float32 or float64. Convert them with numpy's astype('float32')."]);
        if (array.Shape.Count < 2 || array.Shape[^1] != latents)
            throw new OptionsException([$"{path} holds {array}, but a code of this model has {latents} numbers. Give an array of shape [N, {latents}]."]);
        if (array.Count == 0)
            throw new OptionsException([$"{path} holds {array}, and so no code; at least 1 is needed. Give an array of shape [N, {latents}]."]);
        var values = array.Type == NpyType.F32 ? array.Values<float>().ToArray() : Array.ConvertAll(array.ToDoubles(), value => (float)value);
        var bad = Array.FindIndex(values, value => !float.IsFinite(value));
        return bad < 0 ? values : throw new OptionsException([FormattableString.Invariant($"{path} holds {values[bad]} in code {bad / latents}; every number must be a finite float32. Leave that code out, or replace the number, as numpy.nan_to_num does.")]);
    }
}
