using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference;

/// <summary>One ONNX file: a session that any number of threads may run at once.</summary>
internal sealed class OnnxPart : IDisposable
{
    private readonly InferenceSession session;
    private readonly string path;
    private readonly string input;
    private readonly int batchSize;
    private readonly bool takesBytes;

    public OnnxPart(string path, string input, InferenceOptions options)
    {
        (this.path, this.input, batchSize) = (path, input, options.BatchSize);
        session = OnnxSession.Open(path, options);
        if (session.ModelMetadata.CustomMetadataMap.ContainsKey(OnnxSession.Columns))
        {
            session.Dispose();
            throw new InferenceException($"{path} is the model of a table, not of images. Open its folder with {nameof(InferenceTable)}.");
        }
        if (!session.InputMetadata.TryGetValue(input, out var metadata))
        {
            session.Dispose();
            throw NotExported($"no input '{input}'");
        }
        try
        {
            OnnxSession.ThrowIfOtherPart(session, path);
            InputDims = [.. metadata.Dimensions.Skip(1)];
            Size = Values(input, metadata);
            takesBytes = metadata.ElementType == typeof(byte);
            Condition = ReadCondition();
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The shape of one example.</summary>
    public int[] InputDims { get; }

    /// <summary>Values of one example.</summary>
    public int Size { get; }

    /// <summary>The second input, the condition; null for an unconditional model.</summary>
    public ConditionLayout? Condition { get; }

    public bool HasOutput(string name) => session.OutputMetadata.ContainsKey(name);

    /// <summary>Numbers per example of an output.</summary>
    /// <exception cref="InferenceException">There is no such output.</exception>
    public int Width(string output) => session.OutputMetadata.TryGetValue(output, out var metadata)
        ? Values(output, metadata)
        : throw NotExported($"no output '{output}'");

    /// <summary>Runs all examples, a batch at a time.</summary>
    /// <param name="values">The input, row-major; a whole number of examples.</param>
    /// <param name="outputs">The names of the outputs.</param>
    /// <param name="conditions">The condition of each example, or one for all; null if none is given.</param>
    /// <param name="cancellation">Stops inside a batch, too.</param>
    /// <returns>The outputs, row-major, in the order in which they were named.</returns>
    /// <exception cref="ArgumentException">The values are not a whole number of examples, or an output would exceed the size of an array.</exception>
    public float[][] Run<T>(ReadOnlySpan<T> values, string[] outputs, float[]? conditions, CancellationToken cancellation) where T : unmanaged
    {
        if (values.Length % Size != 0)
            throw new ArgumentException(
                $"{values.Length} values are not a whole number of examples of {Size} ({string.Join('×', InputDims)}).", nameof(values));
        var count = values.Length / Size;
        var condition = Condition is null ? null : new ConditionRows(Condition.Width, conditions ?? Condition.Open(isDecoder: !takesBytes), count);
        var widths = Array.ConvertAll(outputs, Width);
        if (widths.Max() is var widest && (long)count * widest > Array.MaxLength)
            throw new ArgumentException(
                $"{count} examples give {(long)count * widest} numbers; an array holds at most {Array.MaxLength}. "
                + $"Give at most {Array.MaxLength / widest} at once.", nameof(values));
        var results = Array.ConvertAll(widths, width => new float[count * width]);
        var buffer = new T[Math.Min(batchSize, count) * Size];
        using var run = new RunOptions();
        // Terminates a session that is running.
        using var stop = cancellation.Register(() => run.Terminate = true);
        for (var first = 0; first < count; first += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(batchSize, count - first);
            values.Slice(first * Size, rows * Size).CopyTo(buffer);
            using var batch = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, rows * Size), [rows, .. Array.ConvertAll(InputDims, dim => (long)dim)]);
            using var given = condition?.Batch(first, rows);
            using var made = Run(run, given is null ? [batch] : [batch, given], outputs, cancellation);
            for (var i = 0; i < outputs.Length; i++)
                made[i].GetTensorDataAsSpan<float>().CopyTo(results[i].AsSpan(first * widths[i]));
        }
        return results;
    }

    /// <summary>Runs one example of zeros through all outputs.</summary>
    /// <exception cref="InferenceException">It cannot be run, or an output is not finite.</exception>
    public void RunZeros(CancellationToken cancellation)
    {
        string[] outputs = [.. session.OutputMetadata.Keys];
        var condition = Condition?.Example();
        var made = takesBytes ? Run<byte>(new byte[Size], outputs, condition, cancellation) : Run<float>(new float[Size], outputs, condition, cancellation);
        for (var i = 0; i < outputs.Length; i++)
            if (Array.Exists(made[i], value => !float.IsFinite(value)))
                throw new InferenceException($"{path} gives values of '{outputs[i]}' that are not finite. Train and export the model again.");
    }

    public void Dispose() => session.Dispose();

    private InferenceException NotExported(string missing) =>
        new($"{path} has {missing}, so it is not a model exported by Elbo. Name a folder written by elbo export.");

    /// <summary>Numbers of one example.</summary>
    private int Values(string name, NodeMetadata metadata)
    {
        var product = 1L;
        foreach (var dim in metadata.Dimensions.Skip(1))
            if (dim < 1 || (product *= dim) > Array.MaxLength)
                throw new InferenceException(
                    $"{path}: '{name}' has the shape [{string.Join(", ", metadata.Dimensions)}]; beyond the first, each dimension must be a fixed number, "
                    + $"and all together at most {Array.MaxLength} values. Export the model again with elbo export.");
        return (int)product;
    }

    /// <exception cref="InferenceException">It has a condition but does not say which, or says it wrongly.</exception>
    private ConditionLayout? ReadCondition()
    {
        if (!session.InputMetadata.TryGetValue(ConditionLayout.Input, out var input))
            return null;
        try
        {
            if (session.ModelMetadata.CustomMetadataMap.TryGetValue(ConditionLayout.MetadataKey, out var metadata)
                && ConditionLayout.Read(metadata) is var layout && layout.Width == Values(ConditionLayout.Input, input))
                return layout;
        }
        catch (FormatException)
        {
        }
        throw NotExported($"an input '{ConditionLayout.Input}' but no metadata {ConditionLayout.MetadataKey} that describe it");
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(RunOptions run, OrtValue[] inputs, string[] outputs, CancellationToken cancellation)
    {
        try
        {
            return session.Run(run, inputs.Length == 1 ? [input] : [input, ConditionLayout.Input], inputs, outputs);
        }
        catch (OnnxRuntimeException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new InferenceException($"{path} cannot be run: {OnnxSession.Sentence(e)} Export the model again with elbo export.", e);
        }
    }
}
