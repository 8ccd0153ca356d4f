namespace Elbo.Exchange;

/// <summary>Functions in float64, which log Γ of hundreds needs: a float32 has too few digits for their differences.</summary>
internal static class OnnxGamma
{
    private const int Shift = 8;

    /// <summary>Softly within limits.</summary>
    public static string WithinDouble(this OnnxGraph graph, string x, double low, double high)
    {
        var below = graph.Node("Sub", graph.Double(high), graph.SoftplusDouble(graph.Node("Sub", graph.Double(high), x)));
        return graph.Node("Add", graph.SoftplusDouble(graph.Node("Sub", below, graph.Double(low))), graph.Double(low));
    }

    /// <summary>
    /// log Γ(x), x above 0, to ten digits. By Γ(x + 8) = x (x + 1) … (x + 7) Γ(x), Stirling's series is taken at x + 8 alone, where four of
    /// its terms are enough (Abramowitz and Stegun, "Handbook of Mathematical Functions", 6.1.15 and 6.1.41).
    /// </summary>
    public static string LogGamma(this OnnxGraph graph, string x)
    {
        var product = x;
        for (var i = 1; i < Shift; i++)
            product = graph.Node("Mul", product, Plus(x, i));
        var y = Plus(x, Shift);
        var inverse = graph.Node("Div", graph.Double(1), y);
        var square = graph.Node("Mul", inverse, inverse);
        // 1/(12y) − 1/(360y³) + 1/(1260y⁵) − 1/(1680y⁷)
        var series = graph.Double(-1.0 / 1680);
        foreach (var coefficient in new[] { 1.0 / 1260, -1.0 / 360, 1.0 / 12 })
            series = Plus(graph.Node("Mul", series, square), coefficient);
        var stirling = graph.Node("Sub", graph.Node("Mul", Plus(y, -0.5), graph.Node("Log", y)), y);
        var shifted = Plus(graph.Node("Add", stirling, graph.Node("Mul", series, inverse)), OnnxMath.HalfLogTwoPi);
        return graph.Node("Sub", shifted, graph.Node("Log", product));

        string Plus(string value, double number) => graph.Node("Add", value, graph.Double(number));
    }

    /// <summary>log B(a, b).</summary>
    public static string LogBeta(this OnnxGraph graph, string a, string b) =>
        graph.Node("Sub", graph.Node("Add", graph.LogGamma(a), graph.LogGamma(b)), graph.LogGamma(graph.Node("Add", a, b)));

    /// <summary>log(1 + eˣ); the operator is not in float64 everywhere.</summary>
    public static string SoftplusDouble(this OnnxGraph graph, string x) => graph.Node("Add", graph.Node("Relu", x),
        graph.Node("Log", graph.Node("Add", graph.Double(1), graph.Node("Exp", graph.Node("Neg", graph.Node("Abs", x))))));
}
