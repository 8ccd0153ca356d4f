using Elbo.Inference;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Elbo.MLNet;

/// <summary>The columns that the condition of a model comes from, checked before ML.NET uses them.</summary>
internal sealed class ConditionColumns
{
    /// <summary>The name of the input in vae.onnx.</summary>
    public const string Input = "condition";

    private readonly IReadOnlyList<(ConditionColumn Condition, string Column)> columns;

    /// <param name="conditions">What the model takes.</param>
    /// <param name="named">The column of each condition; those that are not named have its name.</param>
    /// <exception cref="ArgumentException">A name is not that of a condition.</exception>
    public ConditionColumns(IReadOnlyList<ConditionColumn> conditions, IReadOnlyDictionary<string, string> named)
    {
        if (named.Keys.FirstOrDefault(name => conditions.All(condition => condition.Name != name)) is { } unknown)
            throw new ArgumentException(conditions.Count == 0
                ? $"Conditions has {unknown}, but the model was trained without a condition. Leave Conditions out."
                : $"Conditions has {unknown}, but the model takes {string.Join(", ", conditions.Select(condition => condition.Name))}. "
                    + "Use one of these names.");
        columns = [.. conditions.Select(condition => (condition, named.GetValueOrDefault(condition.Name, condition.Name)))];
    }

    public bool IsEmpty => columns.Count == 0;

    /// <summary>The columns that exist in between and are dropped at the end.</summary>
    public IReadOnlyList<string> Between => IsEmpty ? [] :
        [Input, .. columns.Select((_, i) => Part(i)), .. columns.Index().Where(one => one.Item.Condition.Values.Count > 0).Select(one => Text(one.Index))];

    /// <summary>The steps that make the model's input: a 1 at the place of a name, a number as it is. A name that the model does not know is any.</summary>
    public IEstimator<ITransformer> Append(IEstimator<ITransformer> chain, TransformsCatalog catalog)
    {
        var data = new MLContext().Data;
        foreach (var (i, (condition, column)) in columns.Index())
            if (condition.Values.Count == 0)
                chain = chain.Append(catalog.Conversion.ConvertType(Part(i), column, DataKind.Single));
            else
                chain = chain.Append(catalog.Conversion.ConvertType(Text(i), column, DataKind.String))
                    .Append(catalog.Conversion.MapValueToKey(
                        Text(i), keyData: data.LoadFromEnumerable(condition.Values.Select(value => new KnownName { Name = value }))))
                    .Append(catalog.Conversion.MapKeyToVector(Part(i), Text(i)));
        return chain.Append(catalog.Concatenate(Input, [.. columns.Select((_, i) => Part(i))]));
    }

    /// <exception cref="ArgumentException">A column does not exist, or does not hold names or numbers.</exception>
    public void Check(DataViewSchema schema) =>
        Check(schema.Where(column => !column.IsHidden).Select(column => (column.Name, column.Type)).ToDictionary(pair => pair.Name, pair => pair.Type));

    /// <exception cref="ArgumentException">A column does not exist, or does not hold single values.</exception>
    public void Check(SchemaShape schema) => Check(schema.ToDictionary(
        column => column.Name, column => column.IsKey || column.Kind != SchemaShape.Column.VectorKind.Scalar ? null : column.ItemType));

    private void Check<T>(Dictionary<string, T> types) where T : DataViewType?
    {
        foreach (var (condition, column) in columns)
            if (!types.TryGetValue(column, out var type))
                throw new ArgumentException($"The model takes the condition {condition.Name}, and there is no column '{column}'; the columns are "
                    + $"{string.Join(", ", types.Keys)}. Name its column: Conditions = new Dictionary<string, string> {{ [\"{condition.Name}\"] = … }}.");
            else if (!(type is TextDataViewType && condition.Values.Count > 0 || type is NumberDataViewType))
                throw new ArgumentException($"The column '{column}' of the condition {condition.Name} "
                    + $"is {(type is null ? "a key or a vector" : $"of type {type}")}; it must be "
                    + $"{(condition.Values.Count > 0 ? "a text or a number" : "a number")}. Use MapKeyToValue for keys.");
    }

    private static string Part(int i) => $"elbo.condition.{i}";

    private static string Text(int i) => $"elbo.name.{i}";

    private sealed class KnownName
    {
        public string Name { get; init; } = "";
    }
}
