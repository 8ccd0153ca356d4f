using Elbo.Files.Safetensors;

namespace Elbo.Files.Pytorch;

/// <summary>A Python name that a checkpoint may mention, and what a call to it creates. The list is complete: any other name is refused before it is
/// called, and no name leads to Python code.</summary>
/// <param name="Name">The full name, such as <c>torch._utils._rebuild_tensor_v2</c>.</param>
/// <param name="Call">Creates the value of a call from its arguments; null if the arguments do not fit.</param>
internal sealed record PickleGlobal(string Name, Func<object?[], object?> Call)
{
    // PyTorch's own limit.
    private const int MostDimensions = 64;

    /// <summary>Names of what people save next to weights: options, losses, devices. Nothing is made of them but a placeholder.</summary>
    private static readonly string[] Inert =
    [
        "numpy.dtype", "numpy.ndarray", "numpy.core.multiarray.scalar", "numpy.core.multiarray._reconstruct",
        "numpy._core.multiarray.scalar", "numpy._core.multiarray._reconstruct", "_codecs.encode",
        "argparse.Namespace", "types.SimpleNamespace", "collections.Counter", "collections.deque",
        "datetime.datetime", "datetime.date", "datetime.timedelta", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.Path",
        .. from name in (string[])["int", "float", "bool", "str", "bytes", "list", "tuple", "dict", "set", "frozenset", "complex", "slice"]
           select $"builtins.{name}",
        "torch.device",
        .. from type in (string[])["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"] select $"torch.{type}",
    ];

    private static readonly Dictionary<string, object> Allowed = ((PickleGlobal[])
    [
        // Its entries come after the call, so that no call makes more than one object.
        new("collections.OrderedDict", arguments => arguments is [] ? new PickleDictionary() : null),
        // torch/_utils.py: (storage, offset, size, stride, requires_grad, backward_hooks, metadata = None)
        new("torch._utils._rebuild_tensor_v2", Tensor),
        new("torch._utils._rebuild_tensor", Tensor),
        // torch/_utils.py: (data, requires_grad, backward_hooks, state)
        new("torch._utils._rebuild_parameter", arguments => arguments is [PytorchTensor data, ..] ? data : null),
        new("torch._utils._rebuild_parameter_with_state", arguments => arguments is [PytorchTensor data, ..] ? data : null),
        new("torch.Size", arguments => arguments is [object?[] or List<object?>] ? arguments[0] : null),
        // Its argument makes values for missing keys, which a file does not need.
        new("collections.defaultdict", arguments => arguments is [] or [_] ? new PickleDictionary() : null),
        .. Inert.Select(name => new PickleGlobal(name, _ => PickleInert.Value)),
    ]).ToDictionary(global => global.Name, object (global) => global).Concat(new PytorchStorageType[]
    {
        new("FloatStorage", 4, SafetensorsType.F32),
        new("DoubleStorage", 8, SafetensorsType.F64),
        new("HalfStorage", 2, SafetensorsType.F16),
        new("BFloat16Storage", 2, SafetensorsType.BF16),
        new("LongStorage", 8, SafetensorsType.I64),
        new("IntStorage", 4, SafetensorsType.I32),
        new("ShortStorage", 2, null),
        new("CharStorage", 1, null),
        new("ByteStorage", 1, SafetensorsType.U8),
        new("BoolStorage", 1, SafetensorsType.Bool),
    }.Select(type => KeyValuePair.Create<string, object>("torch." + type.Name, type))).ToDictionary();

    /// <summary>Whether a type is allowed because its objects are ignored.</summary>
    public static bool IsInert(PickleGlobal type) => Inert.Contains(type.Name);

    /// <summary>The meaning of a name: a <see cref="PickleGlobal"/> or a <see cref="PytorchStorageType"/>; null if it is not allowed.</summary>
    public static object? Find(string name) => Allowed.GetValueOrDefault(name);

    private static PytorchTensor? Tensor(object?[] arguments) =>
        arguments is [PytorchStorage storage, long offset, object?[] size, object?[] stride, ..]
        && size.Length <= MostDimensions && Whole(size) is { } shape && Whole(stride) is { } strides && shape.Length == strides.Length
            ? new PytorchTensor(storage, offset, shape, strides)
            : null;

    private static long[]? Whole(object?[] numbers) => Array.TrueForAll(numbers, number => number is long) ? [.. numbers.Cast<long>()] : null;
}
