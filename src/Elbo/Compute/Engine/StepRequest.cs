namespace Elbo.Compute.Engine;

/// <summary>All that one step of the managed engine needs to know.</summary>
/// <param name="Adam">Adam's numbers of this step.</param>
/// <param name="DistortionScale">What the distortion's gradient is multiplied with: 1 / B, or 1 / (B·D) for the mean reduction.</param>
/// <param name="RateScale">What the rate's gradient is multiplied with: β / B.</param>
/// <param name="Batch">Examples that the objective is averaged over, B: those of all processes.</param>
/// <param name="Gradient">Where gradients go (float*) that are added up over processes before Adam gets them; 0 for straight into Adam.</param>
internal readonly record struct StepRequest(AdamStep Adam, float DistortionScale, float RateScale, int Batch, nint Gradient = 0);
