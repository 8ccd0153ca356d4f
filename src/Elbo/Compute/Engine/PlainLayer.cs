namespace Elbo.Compute.Engine;

/// <summary>A layer's numbers in plain row-major arrays, on their way between the engine and the model's modules.</summary>
/// <param name="Weight">[outputs, inputs].</param>
/// <param name="Bias">[outputs].</param>
/// <param name="WeightFirst">Adam's first moment of the weights; empty without moments.</param>
/// <param name="WeightSecond">Adam's second moment of the weights.</param>
/// <param name="BiasFirst">Adam's first moment of the biases.</param>
/// <param name="BiasSecond">Adam's second moment of the biases.</param>
internal sealed record PlainLayer(
    float[] Weight, float[] Bias, float[] WeightFirst, float[] WeightSecond, float[] BiasFirst, float[] BiasSecond)
{
    public bool HasMoments => WeightFirst.Length > 0;
}
