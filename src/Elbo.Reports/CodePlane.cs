using Elbo.Analysis.Exploration;
using Elbo.Evaluation;
using Elbo.Models;

namespace Elbo.Reports;

/// <summary>The plane on which codes are shown: both dimensions of two latents, else the first two principal components.</summary>
/// <param name="Words">After "posterior means along".</param>
/// <param name="NameX">The horizontal axis.</param>
/// <param name="NameY">The vertical axis.</param>
/// <param name="Points">The place of each code, shape [N].</param>
/// <param name="Prior">That of the prior's mean.</param>
internal sealed record CodePlane(string Words, string NameX, string NameY, IReadOnlyList<(float X, float Y)> Points, (float X, float Y) Prior)
{
    public static CodePlane Of(Codes codes)
    {
        if (codes.Latents <= 2)
        {
            var up = codes.Latents - 1;
            return new("the latent dimensions", "z 0", $"z {up}", [.. All(codes, z => (z[0], z[up]))], (0, 0));
        }
        var components = PrincipalComponents.Of(codes);
        var (first, second) = components.Share;
        return new(
            $"their first two principal components, which hold {Numbers.Text(100 * (first + second), "F0")} % of their variance",
            $"component 1 ({Numbers.Text(100 * first, "F0")} %)", $"component 2 ({Numbers.Text(100 * second, "F0")} %)",
            [.. All(codes, z => components.Project(z))], components.Project(new float[codes.Latents]));
    }

    private delegate (float X, float Y) Place(ReadOnlySpan<float> z);

    private static IEnumerable<(float X, float Y)> All(Codes codes, Place place)
    {
        for (var i = 0; i < codes.Count; i++)
            yield return place(codes.MuOf(i));
    }
}
