namespace Elbo.Engine;

/// <summary>All that one step of the managed engine needs to know.</summary>
/// <param name="Adam">Adam's numbers of this step.</param>
/// <param name="DistortionScale">What the distortion's gradient is multiplied with: 1 / B, or 1 / (B·D) for the mean reduction.</param>
/// <param name="RateScale">What the rate's gradient is multiplied with: β / B.</param>
internal readonly record struct StepRequest(AdamStep Adam, float DistortionScale, float RateScale);
