using Microsoft.ML.OnnxRuntime;

namespace Elbo.Inference;

/// <summary>The conditions of the examples of one call.</summary>
internal sealed class ConditionRows
{
    private readonly int width;
    private readonly float[] values;

    /// <param name="width">Numbers C of a condition.</param>
    /// <param name="given">Shape [N, C], or [1, C] for all.</param>
    /// <param name="count">N.</param>
    /// <exception cref="ArgumentException">There are neither one nor N conditions.</exception>
    public ConditionRows(int width, float[] given, int count)
    {
        (this.width, values) = (width, given);
        if (given.Length == count * width)
            return;
        if (given.Length != width)
            throw new ArgumentException($"There are {given.Length / width} conditions for {count} examples; give one for each, or one for all.");
        values = new float[count * width];
        for (var i = 0; i < count; i++)
            given.CopyTo(values, i * width);
    }

    /// <summary>Those of some examples in succession, [rows, C].</summary>
    public OrtValue Batch(int first, int rows) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(first * width, rows * width), [rows, width]);
}
