using System.Globalization;
using Elbo.Files;
using Elbo.Models;

namespace Elbo.Analysis;

/// <summary>Codes as a table: a row an example, its identity first.</summary>
public static class CodesTable
{
    /// <summary>The columns <c>example</c>, <c>label</c> (where there are labels), <c>mu_0</c> …, and, where asked for, <c>var_0</c> … and <c>z0_0</c> … of every draw.</summary>
    /// <param name="codes">The posteriors.</param>
    /// <param name="names">What each example is called.</param>
    /// <param name="labels">The label of each example; null where there are none.</param>
    /// <param name="hasVariances">True adds the posterior variances.</param>
    /// <param name="draws">Draws of z, shape [N, S, L]; null for none.</param>
    public static IReadOnlyList<TableColumn> Columns(Codes codes, string[] names, string[]? labels = null, bool hasVariances = false, float[]? draws = null) =>
        [new("example", names), .. labels is null ? [] : (TableColumn[])[new("label", labels)], .. Numbers(codes, hasVariances, draws)];

    /// <summary>The same without the columns that tell the examples apart.</summary>
    /// <param name="codes">The posteriors.</param>
    /// <param name="hasVariances">True adds the posterior variances.</param>
    /// <param name="draws">Draws of z, shape [N, S, L]; null for none.</param>
    public static IReadOnlyList<TableColumn> Numbers(Codes codes, bool hasVariances = false, float[]? draws = null)
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
