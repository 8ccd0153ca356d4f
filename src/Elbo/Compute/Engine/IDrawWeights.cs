namespace Elbo.Compute.Engine;

/// <summary>How the draws of an example weigh in a bound and in its gradient.</summary>
internal interface IDrawWeights
{
    /// <summary>Draws of each example, k.</summary>
    int Draws { get; }

    /// <summary>True where the gradient of the posterior's parameters also acts through log q(z given x) at fixed z.</summary>
    bool HasScore { get; }

    /// <summary>The bound of one example and its derivatives by the log-weights.</summary>
    /// <param name="logWeights">log wᵢ, shape [k].</param>
    /// <param name="generative">Receives the weight of each draw in the gradient of p(x, z)'s parameters.</param>
    /// <param name="inference">Receives the weight of each draw in the gradient of q(z given x)'s parameters.</param>
    /// <returns>The bound, nats.</returns>
    double Weigh(ReadOnlySpan<double> logWeights, Span<double> generative, Span<double> inference);
}
