using System.Globalization;
using System.Text;
using Elbo.Data.Tables;
using Elbo.Reports;

namespace Elbo.Judge;

/// <summary>Drawings of the page, as SVG in the colours of its style, so that they suit a light and a dark screen.</summary>
internal static class Plot
{
    private const int Width = 320, Height = 132, Bins = 32, MostNames = 9, RowHeight = 16;

    /// <summary>Differences of this size and more have the full colour.</summary>
    private const double FullDifference = 0.25;

    /// <summary>The distribution of one column in both tables, one over the other.</summary>
    public static string Column(JudgedTables tables, int place)
    {
        var (real, synthetic) = (Known(tables.Real, place), Known(tables.Synthetic, place));
        return real.Length == 0 || synthetic.Length == 0 ? ""
            : tables.Columns[place].Kind.HasNames() ? Names(tables.Columns[place], real, synthetic) : Histogram(real, synthetic);
    }

    /// <summary>A square for each pair of columns; the darker, the less alike.</summary>
    /// <param name="names">The columns.</param>
    /// <param name="value">From −1 to 1 for two columns, 0 for no difference; null for none.</param>
    /// <param name="label">What a pair's tooltip says.</param>
    public static string Map(IReadOnlyList<string> names, Func<int, int, double?> value, Func<int, int, string> label)
    {
        const int cell = 24, left = 118, top = 8;
        var (width, height) = (left + cell * names.Count + 8, top + cell * names.Count + 92);
        var svg = Open(width, height, "Map of pairs of columns");
        for (var i = 0; i < names.Count; i++)
        {
            var middle = top + cell * i + cell / 2 + 4;
            svg.Append(Text(left - 6, middle, Short(names[i], 16), " text-anchor=\"end\""));
            var x = left + cell * i + cell / 2 + 4;
            var y = top + cell * names.Count + 8;
            svg.Append(Text(x, y, Short(names[i], 12), $" text-anchor=\"end\" transform=\"rotate(-60 {x} {y})\""));
            for (var j = 0; j < names.Count; j++)
            {
                var box = Invariant($"x=\"{left + cell * j}\" y=\"{top + cell * i}\" width=\"{cell}\" height=\"{cell}\"");
                svg.Append($"<rect class=\"cell\" {box} />");
                if (i != j && value(i, j) is { } difference && !double.IsNaN(difference))
                    svg.Append(Invariant($"<rect class=\"{(difference < 0 ? "below" : "worse")}\" {box} ")
                        + Invariant($"fill-opacity=\"{Math.Min(1, Math.Abs(difference) / FullDifference):F3}\">")
                        + $"<title>{Markup.Encode(label(i, j))}</title></rect>");
            }
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static string Histogram(double[] real, double[] synthetic)
    {
        double[] all = [.. real.Concat(synthetic).Order()];
        var (least, most) = (all[(int)(0.002 * (all.Length - 1))], all[(int)(0.998 * (all.Length - 1))]);
        if (least == most)
            (least, most) = (all[0], all[^1]);
        if (least == most)
            (least, most) = (least - 0.5, most + 0.5);
        var ends = (Least: least, Most: most);
        // Whole numbers in a small range have a bin each, or several of them.
        var bins = Bins;
        if (real.All(value => value == Math.Floor(value)) && most - least < 4 * Bins)
        {
            var step = Math.Max(1, Math.Ceiling((most - least + 1) / Bins));
            bins = (int)Math.Ceiling((most - least + 1) / step);
            (least, most) = (least - 0.5, least - 0.5 + bins * step);
        }
        var (p, q) = (Shares(real, least, most, bins), Shares(synthetic, least, most, bins));
        var scale = (Height - 26) / Math.Max(p.Max(), q.Max());
        var width = (double)Width / bins;
        var svg = Open(Width, Height, "Histogram of real and synthetic values");
        for (var i = 0; i < bins; i++)
            svg.Append(Invariant($"<rect class=\"real\" x=\"{i * width:F1}\" y=\"{Height - 20 - p[i] * scale:F1}\" ")
                + Invariant($"width=\"{width:F1}\" height=\"{p[i] * scale:F1}\" />"));
        var path = new StringBuilder(Invariant($"M0 {Height - 20}"));
        for (var i = 0; i < bins; i++)
            path.Append(Invariant($" L{i * width:F1} {Height - 20 - q[i] * scale:F1} L{(i + 1) * width:F1} {Height - 20 - q[i] * scale:F1}"));
        svg.Append($"<path class=\"synthetic\" d=\"{path} L{Width} {Height - 20}\" />")
            .Append(Invariant($"<line class=\"axis\" x1=\"0\" y1=\"{Height - 20}\" x2=\"{Width}\" y2=\"{Height - 20}\" />"))
            .Append(Text(0, Height - 5, (all[0] < ends.Least ? "≤ " : "") + Number(ends.Least), " class=\"muted\""))
            .Append(Text(Width, Height - 5, (all[^1] > ends.Most ? "≥ " : "") + Number(ends.Most), " class=\"muted\" text-anchor=\"end\""));
        return svg.Append("</svg>\n").ToString();
    }

    private static double[] Shares(double[] values, double least, double most, int bins)
    {
        var counts = new double[bins];
        foreach (var value in values)
            counts[Math.Clamp((int)((value - least) / (most - least) * bins), 0, bins - 1)] += 1.0 / values.Length;
        return counts;
    }

    private static string Names(Column column, double[] real, double[] synthetic)
    {
        var (p, q) = (Frequencies(real, column.Categories.Count), Frequencies(synthetic, column.Categories.Count));
        int[] order = [.. Enumerable.Range(0, p.Length).OrderByDescending(i => Math.Max(p[i], q[i])).ThenBy(i => i)];
        var rows = order.Take(order.Length > MostNames + 1 ? MostNames : MostNames + 1)
            .Select(i => (Name: column.Categories[i], Real: p[i], Synthetic: q[i])).ToList();
        if (order.Length > rows.Count)
            rows.Add(($"{order.Length - rows.Count} others", order.Skip(rows.Count).Sum(i => p[i]), order.Skip(rows.Count).Sum(i => q[i])));
        const int left = 122;
        var scale = (Width - left - 4) / rows.Max(row => Math.Max(row.Real, row.Synthetic));
        var svg = Open(Width, rows.Count * RowHeight + 4, "Shares of names in real and synthetic rows");
        foreach (var (i, row) in rows.Index())
        {
            var y = i * RowHeight;
            svg.Append(Text(left - 8, y + 12, Short(row.Name, 16), " text-anchor=\"end\""))
                .Append(Invariant($"<rect class=\"real\" x=\"{left}\" y=\"{y + 2}\" width=\"{row.Real * scale:F1}\" height=\"12\" />"))
                .Append(Invariant($"<rect class=\"bar\" x=\"{left}\" y=\"{y + 7}\" width=\"{row.Synthetic * scale:F1}\" height=\"2.5\">"))
                .Append(Invariant($"<title>{Markup.Encode(row.Name)}: real {row.Real:P1}, synthetic {row.Synthetic:P1}</title></rect>"));
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static double[] Frequencies(double[] values, int names)
    {
        var counts = new double[names];
        foreach (var value in values)
            counts[(int)value] += 1.0 / values.Length;
        return counts;
    }

    private static double[] Known(Table rows, int place) => [.. rows.Values(place).Where(cell => !double.IsNaN(cell))];

    private static StringBuilder Open(int width, int height, string label) =>
        new($"<svg viewBox=\"0 0 {width} {height}\" style=\"max-width: {width + width / 4}px\" role=\"img\" aria-label=\"{label}\">");

    private static string Text(double x, double y, string text, string attributes) =>
        Invariant($"<text x=\"{x}\" y=\"{y}\"{attributes}>{Markup.Encode(text)}</text>");

    private static string Short(string name, int most) => name.Length <= most ? name : name[..(most - 1)].TrimEnd() + "…";

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) is >= 1e-3 and < 1e7 or 0 ? "#,0.###" : "0.##e0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
