using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Exchange;

/// <summary>Functions that several likelihoods need and ONNX has no operator for, composed of those that it has.</summary>
internal static class OnnxMath
{
    /// <summary>½ log 2π.</summary>
    public static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>Σ (x − y)² over the dimensions, [N].</summary>
    public static string SquaredDistance(this OnnxGraph graph, string x, string y) => graph.Sum(graph.Square(graph.Node("Sub", x, y)));

    /// <summary>Sums over dimension 1: [N, D] → [N], [N, P, D] → [N, D].</summary>
    public static string Sum(this OnnxGraph graph, string x) => graph.Node("ReduceSum", [x, graph.Wholes(1)], ("keepdims", 0));

    /// <summary>x².</summary>
    public static string Square(this OnnxGraph graph, string x) => graph.Node("Mul", x, x);

    /// <summary>x · factor, in float32.</summary>
    public static string Times(this OnnxGraph graph, string x, double factor) => graph.Node("Mul", x, graph.Constant((float)factor));

    /// <summary>x + summand, in float32.</summary>
    public static string Plus(this OnnxGraph graph, string x, double summand) => graph.Node("Add", x, graph.Constant((float)summand));

    /// <summary>number − x, in float32.</summary>
    public static string Minus(this OnnxGraph graph, double number, string x) => graph.Node("Sub", graph.Constant((float)number), x);

    /// <summary>Columns of a matrix: [N, M] → [N, count].</summary>
    public static string Columns(this OnnxGraph graph, string x, long first, long count) =>
        graph.Node("Slice", x, graph.Wholes(first), graph.Wholes(first + count), graph.Wholes(1));

    /// <summary>Softly within limits.</summary>
    public static string Within(this OnnxGraph graph, string x, double low, double high)
    {
        var below = graph.Minus(high, graph.Node("Softplus", graph.Minus(high, x)));
        return graph.Plus(graph.Node("Softplus", graph.Plus(below, -low)), low);
    }

    /// <summary>log σ(x).</summary>
    public static string LogSigmoid(this OnnxGraph graph, string x) => graph.Node("Neg", graph.Node("Softplus", graph.Node("Neg", x)));

    /// <summary>log (1 − e⁻ᵗ), t above 0: with T = tanh(t/2) it is log 2T/(1 + T), which loses nothing where t is small.</summary>
    public static string Log1MinusExp(this OnnxGraph graph, string t)
    {
        var half = graph.Node("Tanh", graph.Times(t, 0.5));
        return graph.Node("Log", graph.Node("Div", graph.Times(half, 2), graph.Plus(half, 1)));
    }

    /// <summary>A polynomial by Horner's rule, in float32, the constant coefficient first.</summary>
    public static string Polynomial(this OnnxGraph graph, string x, params ReadOnlySpan<double> coefficients)
    {
        var sum = graph.Plus(graph.Times(x, coefficients[^1]), coefficients[^2]);
        for (var i = coefficients.Length - 3; i >= 0; i--)
            sum = graph.Plus(graph.Node("Mul", sum, x), coefficients[i]);
        return sum;
    }

    /// <summary>1 at the place of each, 0 elsewhere: [N, 1] → [N, count].</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="places">int64.</param>
    /// <param name="first">The place of the first.</param>
    /// <param name="count">How many there are.</param>
    public static string OneHot(this OnnxGraph graph, string places, int first, int count) => graph.Cast(
        graph.Node("Equal", places, graph.Wholes([.. Enumerable.Range(first, count).Select(place => (long)place)])), Type.Float);

    /// <summary>−log softmax at a place, [N, 1].</summary>
    /// <param name="graph">Where the nodes go.</param>
    /// <param name="places">int64, [N, 1].</param>
    /// <param name="logits">[N, K].</param>
    public static string NatsOfPlace(this OnnxGraph graph, string places, string logits) =>
        graph.Node("Neg", graph.Node("GatherElements", [graph.Node("LogSoftmax", [logits], ("axis", 1)), places], ("axis", 1)));

    /// <summary>The same numbers as another type.</summary>
    public static string Cast(this OnnxGraph graph, string x, Type type) => graph.Node("Cast", [x], ("to", (int)type));
}
