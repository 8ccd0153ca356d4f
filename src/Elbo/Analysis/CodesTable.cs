using System.Globalization;
using Elbo.Files;
using Elbo.Models;

namespace Elbo.Analysis;

/// <summary>Codes as a table with one row per example.</summary>
internal static class CodesTable
{
    /// <summary>The columns <c>mu_0</c> … and, if requested, <c>var_0</c> … and <c>z0_0</c> … of every draw.</summary>
    /// <param name="codes">The posteriors.</param>
    /// <param name="hasVariances">True adds the posterior variances.</param>
    /// <param name="draws">Draws of z, shape [N, S, L]; null for none.</param>
    public static IReadOnlyList<TableColumn> Columns(Codes codes, bool hasVariances = false, float[]? draws = null)
    {
        var columns = new List<TableColumn>();
        for (var i = 0; i < codes.Latents; i++)
            columns.Add(new($"mu_{i}", Column(codes.Mu, i, codes.Latents)));
        for (var i = 0; hasVariances && i < codes.Latents; i++)
            columns.Add(new($"var_{i}", Column(codes.LogVar, i, codes.Latents).Select(MathF.Exp).ToArray()));
        var width = draws is null || codes.Count == 0 ? 0 : draws.Length / codes.Count;
        for (var i = 0; i < width; i++)
            columns.Add(new(string.Create(CultureInfo.InvariantCulture, $"z{i / codes.Latents}_{i % codes.Latents}"), Column(draws!, i, width)));
        return columns;
    }

    private static float[] Column(float[] rows, int column, int width)
    {
        var values = new float[rows.Length / width];
        for (var i = 0; i < values.Length; i++)
            values[i] = rows[i * width + column];
        return values;
    }
}
