using Elbo.Evaluation;

namespace Elbo.Reports.Figures;

/// <summary>One row of a <see cref="TraversalFigure"/>.</summary>
/// <param name="Latent">The index of the latent dimension that moves.</param>
/// <param name="Rate">That dimension's rate, nats per example; null leaves it out.</param>
internal readonly record struct TraversalRow(int Latent, double? Rate = null)
{
    internal string Caption => Rate is { } rate ? $"z {Latent} · {Numbers.Text(rate, "F1")} nats" : $"z {Latent}";
}
