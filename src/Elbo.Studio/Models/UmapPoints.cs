using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Elbo.Files;
using Elbo.Files.NumPy;
using Elbo.Models;
using Elbo.Runs;

namespace Elbo.Studio.Models;

/// <summary>Places of some examples by UMAP (McInnes et al. 2018, arXiv:1802.03426), which the browser computes. They are kept next to the run, with a
/// checksum of the codes that they are of.</summary>
/// <param name="Examples">The examples, ascending.</param>
/// <param name="Places">Shape [N, 2].</param>
internal sealed record UmapPoints(int[] Examples, float[] Places)
{
    /// <summary>The number of examples that are placed, which takes some seconds.</summary>
    public const int Most = 3000;

    /// <summary>Neighbours of each example: UMAP's default. There have to be more examples than that.</summary>
    public const int Neighbours = 15;

    private const long MostBytes = 1 << 20;

    /// <summary>The examples that are placed: all, or evenly spaced ones.</summary>
    /// <param name="count">The number of examples that have codes.</param>
    public static int[] Choose(int count) =>
        [.. Enumerable.Range(0, Math.Min(Most, count)).Select(i => (int)((long)i * count / Math.Min(Most, count)))];

    /// <summary>The posterior means of the chosen examples, shape [N, L].</summary>
    public static float[] CodesOf(Codes codes, int[] examples) => [.. examples.SelectMany(example => codes.MuOf(example).ToArray())];

    /// <summary>Where UMAP starts: on the principal components, the farthest at 10, shape [N, 2].</summary>
    public static float[] Start(Codes codes, int[] examples)
    {
        var plane = Plane.Principal(codes);
        var places = examples.Select(example => plane.Project(codes.MuOf(example))).ToArray();
        var farthest = places.Max(place => Math.Max(Math.Abs(place.X), Math.Abs(place.Y)));
        var scale = farthest > 0 ? 10 / farthest : 1;
        return [.. places.SelectMany(place => new[] { (float)(scale * place.X), (float)(scale * place.Y) })];
    }

    /// <summary>The places that were computed for the examples of these codes.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="places">Shape [N, 2].</param>
    /// <exception cref="StudioException">Their number differs, or one is not finite.</exception>
    public static UmapPoints Of(Codes codes, float[] places)
    {
        var examples = Choose(codes.Count);
        if (places.Length != 2 * examples.Length || !places.All(float.IsFinite))
            throw new StudioException("UMAP found no finite place for some codes. Choose another view.");
        return new(examples, places);
    }

    /// <summary>Reads the places that were kept for these codes.</summary>
    /// <returns>Null if there are none, or they are of other codes.</returns>
    public static UmapPoints? Read(RunFolder run, Codes codes)
    {
        if (!File.Exists(run.UmapPath))
            return null;
        try
        {
            var arrays = NpzFile.Read(run.UmapPath, MostBytes);
            var places = arrays["places"].Values<float>().ToArray();
            return arrays["codes_sha256"].Values<byte>().SequenceEqual(Key(codes)) ? Of(codes, places) : null;
        }
        catch (Exception e) when (e is ElboException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null; // damaged: computed again
        }
    }

    /// <summary>Keeps the places next to the run.</summary>
    /// <returns>False if the folder cannot be written.</returns>
    public bool Write(RunFolder run, Codes codes)
    {
        try
        {
            AtomicFile.Write(run.UmapPath, stream => NpzFile.Write(stream,
            [
                new("places", NpyArray.Of<float>(Places, Examples.Length, 2)),
                new("examples", NpyArray.Of<int>(Examples, Examples.Length)),
                new("codes_sha256", NpyArray.Of<byte>(Key(codes), SHA256.HashSizeInBytes)),
            ], compress: true));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static byte[] Key(Codes codes) => SHA256.HashData(MemoryMarshal.AsBytes<float>(CodesOf(codes, Choose(codes.Count))));
}
