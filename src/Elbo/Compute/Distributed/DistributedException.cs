namespace Elbo.Compute.Distributed;

/// <summary>Processes that train together do not agree, or another one has failed.</summary>
public sealed class DistributedException : ElboException
{
    internal DistributedException(string message) : base(message)
    {
    }
}
