using System.Buffers.Binary;
using Elbo.Files.Safetensors;
using Google.Protobuf;
using Type = Elbo.Exchange.TensorProto.Types.DataType;

namespace Elbo.Exchange;

/// <summary>
/// An ONNX graph that grows node by node; a value is known by its name. Everything written here is in operator set 17 (2022), so that older
/// runtimes read it too. Operators: https://github.com/onnx/onnx/blob/main/docs/Operators.md
/// </summary>
internal sealed class OnnxGraph(string name)
{
    /// <summary>The dimension that has any size: examples.</summary>
    private const string Batch = "N";

    /// <summary>A second dimension of any size: draws for each example.</summary>
    public const long Any = -1;

    private const string Samples = "S";

    private const string LearningDomain = "ai.onnx.ml";

    private const int IrVersion = 8, OperatorSet = 17, LearningSet = 2;

    private readonly GraphProto graph = new() { Name = name };
    private readonly HashSet<string> names = [];

    /// <summary>Bytes of all weights.</summary>
    public long Size { get; private set; }

    /// <summary>Declares an input of any number of examples, [N, dims…].</summary>
    public string Input(string input, Type type, string documentation, params ReadOnlySpan<long> dims)
    {
        names.Add(input);
        graph.Input.Add(Value(input, type, documentation, dims));
        return input;
    }

    /// <summary>Declares that a value is a 32-bit float output, [N, dims…], under a name of its own.</summary>
    public void Output(string output, string value, string documentation, params ReadOnlySpan<long> dims) =>
        Output(output, value, Type.Float, documentation, dims);

    /// <summary>Declares that a value is an output, [N, dims…], under a name of its own.</summary>
    public void Output(string output, string value, Type type, string documentation, params ReadOnlySpan<long> dims)
    {
        names.Add(output);
        var node = new NodeProto { OpType = "Identity", Name = output };
        node.Input.Add(value);
        node.Output.Add(output);
        graph.Node.Add(node);
        graph.Output.Add(Value(output, type, documentation, dims));
    }

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="inputs">Values; an empty name leaves an optional one out.</param>
    /// <param name="attributes">A whole number, a float, a text, or a list of whole numbers or texts each.</param>
    /// <returns>The name of its one result.</returns>
    public string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var result = Unique(operation);
        var node = new NodeProto { OpType = operation, Name = result };
        node.Input.AddRange(inputs.ToArray());
        node.Output.Add(result);
        foreach (var (attribute, value) in attributes)
            node.Attribute.Add(Attribute(attribute, value));
        graph.Node.Add(node);
        return result;
    }

    /// <summary>Looks values up: those that are not among the keys become the default.</summary>
    /// <param name="x">Texts or whole numbers.</param>
    /// <param name="attributes">Keys, values and default of ai.onnx.ml's LabelEncoder.</param>
    public string Lookup(string x, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var result = Node("LabelEncoder", [x], attributes);
        graph.Node[^1].Domain = LearningDomain;
        return result;
    }

    /// <inheritdoc cref="Node(string, ReadOnlySpan{string}, ReadOnlySpan{ValueTuple{string, object}})"/>
    public string Node(string operation, params ReadOnlySpan<string> inputs) => Node(operation, inputs, []);

    /// <summary>Weights, by the name of their tensor; those that are there already are shared.</summary>
    public string Weight(SafetensorsTensor tensor)
    {
        if (names.Add(tensor.Name))
            Add(tensor.Name, Type.Float, [.. tensor.Shape], Bytes(tensor.AsSingles()));
        return tensor.Name;
    }

    /// <summary>A single number.</summary>
    public string Constant(float value) => Constant([], [value]);

    /// <summary>Numbers of a shape.</summary>
    public string Constant(ReadOnlySpan<long> dims, ReadOnlySpan<float> values)
    {
        var constant = Unique("constant");
        Add(constant, Type.Float, dims, Bytes(values));
        return constant;
    }

    /// <summary>A single float64.</summary>
    public string Double(double value) => Doubles([], [value]);

    /// <summary>A list of float64.</summary>
    public string Doubles(ReadOnlySpan<double> values) => Doubles([values.Length], values);

    /// <summary>Truth values of a shape.</summary>
    public string Truths(ReadOnlySpan<long> dims, ReadOnlySpan<bool> values)
    {
        var constant = Unique("constant");
        Add(constant, Type.Bool, dims, [.. values.ToArray().Select(value => value ? (byte)1 : (byte)0)]);
        return constant;
    }

    /// <summary>A text.</summary>
    public string Text(string value)
    {
        var tensor = new TensorProto { Name = Unique("constant"), DataType = (int)Type.String };
        tensor.StringData.Add(ByteString.CopyFromUtf8(value));
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A single whole number.</summary>
    public string Whole(long value) => Wholes([], [value]);

    /// <summary>Whole numbers in one dimension: axes, shapes.</summary>
    public string Wholes(params ReadOnlySpan<long> values) => Wholes([values.Length], values);

    private string Wholes(ReadOnlySpan<long> dims, ReadOnlySpan<long> values)
    {
        var constant = Unique("constant");
        var bytes = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        Add(constant, Type.Int64, dims, bytes);
        return constant;
    }

    /// <summary>The whole file.</summary>
    public ModelProto Model(string documentation, string version, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "elbo",
            ProducerVersion = version,
            DocString = documentation,
            Graph = graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        if (graph.Node.Any(node => node.Domain == LearningDomain))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = LearningDomain, Version = LearningSet });
        model.MetadataProps.AddRange(metadata.Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
        return model;
    }

    private void Add(string constant, Type type, ReadOnlySpan<long> dims, byte[] bytes)
    {
        var tensor = new TensorProto { Name = constant, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(dims.ToArray());
        graph.Initializer.Add(tensor);
        Size += bytes.Length;
    }

    /// <summary>Numbers of a shape in float64.</summary>
    public string Doubles(ReadOnlySpan<long> dims, ReadOnlySpan<double> values)
    {
        var constant = Unique("constant");
        var bytes = new byte[values.Length * sizeof(double)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        Add(constant, Type.Double, dims, bytes);
        return constant;
    }

    private string Unique(string operation)
    {
        var unique = operation.ToLowerInvariant();
        for (var i = 1; !names.Add(unique); i++)
            unique = FormattableString.Invariant($"{operation.ToLowerInvariant()}_{i}");
        return unique;
    }

    private static byte[] Bytes(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    private static ValueInfoProto Value(string value, Type type, string documentation, ReadOnlySpan<long> dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Batch });
        foreach (var dim in dims)
            shape.Dim.Add(dim == Any ? new TensorShapeProto.Types.Dimension { DimParam = Samples } : new() { DimValue = dim });
        return new() { Name = value, DocString = documentation, Type = new() { TensorType = new() { ElemType = (int)type, Shape = shape } } };
    }

    private static AttributeProto Attribute(string attribute, object value)
    {
        var proto = new AttributeProto { Name = attribute };
        switch (value)
        {
            case int or long:
                (proto.I, proto.Type) = (Convert.ToInt64(value), AttributeProto.Types.AttributeType.Int);
                break;
            case float number:
                (proto.F, proto.Type) = (number, AttributeProto.Types.AttributeType.Float);
                break;
            case string text:
                (proto.S, proto.Type) = (ByteString.CopyFromUtf8(text), AttributeProto.Types.AttributeType.String);
                break;
            case string[] texts:
                proto.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8));
                proto.Type = AttributeProto.Types.AttributeType.Strings;
                break;
            case long[] numbers:
                proto.Ints.AddRange(numbers);
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                break;
            default:
                throw new ArgumentException($"{value} is no attribute.", nameof(value));
        }
        return proto;
    }
}
