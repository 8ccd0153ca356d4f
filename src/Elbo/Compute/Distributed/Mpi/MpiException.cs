namespace Elbo.Compute.Distributed.Mpi;

/// <summary>MPI's library is missing, belongs to another launcher, or a call to it has failed.</summary>
internal sealed class MpiException : ElboException
{
    internal MpiException(string message) : base(message)
    {
    }
}
