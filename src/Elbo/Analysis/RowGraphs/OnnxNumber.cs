using Elbo.Data.Tables;
using Elbo.Exchange;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Analysis.RowGraphs;

/// <summary>A column of numbers: float64, NaN where missing.</summary>
internal abstract class OnnxNumber(OnnxGraph graph, ColumnEncoding column) : OnnxColumn(graph, column)
{
    /// <summary>A number that the column allows, for cells that are not there.</summary>
    protected virtual double Allowed => 0;

    /// <summary>True where the column does not allow a number; infinite ones aside. Null if it allows all.</summary>
    protected virtual string? Forbidden(string x) => null;

    /// <summary>What the likelihood is asked about.</summary>
    /// <param name="x">Numbers that the column allows.</param>
    protected abstract string Target(string x);

    public override OnnxCells Input(string name)
    {
        var x = Graph.Input(name, Type.Double, $"{Words()}; NaN where missing, [N, 1]", 1);
        var (missing, unknown) = (Graph.Node("IsNaN", x), Graph.Node("IsInf", x));
        if (Forbidden(x) is { } forbidden)
            unknown = Graph.Node("And", Graph.Node("Or", unknown, forbidden), Graph.Node("Not", missing));
        var there = Graph.Node("Not", Graph.Node("Or", missing, unknown));
        return new(x, Target(Graph.Node("Where", there, x, Graph.Double(Allowed))), there, unknown, missing);
    }

    public override void Output(string name, string cell) => Graph.Output(name, cell, Type.Double, $"{Words()}, [N, 1]", 1);

    /// <summary>With the decimals of the file.</summary>
    protected string Rounded(string x)
    {
        if (Column.Decimals is null or 0)
            return Column.Decimals is null ? x : Graph.Node("Round", x);
        var unit = Graph.Double(Math.Pow(10, Column.Decimals.Value));
        return Graph.Node("Div", Graph.Node("Round", Graph.Node("Mul", x, unit)), unit);
    }

    /// <summary>With the decimals of the file, within the range of the training rows.</summary>
    protected string InRange(string x) => Graph.Node(
        "Clip", Rounded(x), Graph.Double(Column.Least ?? double.MinValue), Graph.Double(Column.Most ?? double.MaxValue));

    private string Words() => $"{Column.Kind.Name()}{(OnnxUnits.Of(Column) is { } unit ? $", {OnnxUnits.Words(unit)}" : "")}";
}
