namespace Elbo.Objectives;

/// <summary>Importance weights of one example's draws.</summary>
internal static class ImportanceWeights
{
    /// <summary>log 1/k Σ wᵢ without overflow, and the normalised weights w̃ᵢ = wᵢ / Σ w, which are its derivatives by log wᵢ.</summary>
    /// <param name="logWeights">log wᵢ, shape [k].</param>
    /// <param name="normalised">Becomes w̃ᵢ, shape [k].</param>
    public static double LogMean(ReadOnlySpan<double> logWeights, Span<double> normalised)
    {
        var most = double.NegativeInfinity;
        foreach (var log in logWeights)
            most = Math.Max(most, log);
        var sum = 0.0;
        for (var i = 0; i < logWeights.Length; i++)
            sum += normalised[i] = Math.Exp(logWeights[i] - most);
        for (var i = 0; i < logWeights.Length; i++)
            normalised[i] /= sum;
        return most + Math.Log(sum / logWeights.Length);
    }
}
