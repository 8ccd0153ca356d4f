using Elbo.Files.NumPy;
using Elbo.Models;

namespace Elbo.Cli.Verbs;

/// <summary>Codes as NumPy's arrays.</summary>
internal static class CodesArrays
{
    /// <summary>The one array of an .npy file: draws [N, S, L] where there are any, else means [N, L].</summary>
    public static NpyArray Single(Codes codes, float[]? z) => z is null ? Rows(codes, codes.Mu) : Draws(codes, z);

    /// <summary><c>mu</c> and, where asked for, <c>var</c>, shape [N, L]; <c>z</c>, shape [N, S, L].</summary>
    public static IEnumerable<KeyValuePair<string, NpyArray>> Of(Codes codes, bool hasVariances, float[]? z)
    {
        yield return new("mu", Rows(codes, codes.Mu));
        if (hasVariances)
            yield return new("var", Rows(codes, [.. codes.LogVar.Select(MathF.Exp)]));
        if (z is not null)
            yield return new("z", Draws(codes, z));
    }

    private static NpyArray Rows(Codes codes, float[] values) => NpyArray.Of<float>(values, codes.Count, codes.Latents);

    private static NpyArray Draws(Codes codes, float[] z) => NpyArray.Of<float>(z, codes.Count, z.Length / ((long)codes.Count * codes.Latents), codes.Latents);
}
