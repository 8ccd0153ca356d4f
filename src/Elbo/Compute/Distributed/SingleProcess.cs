namespace Elbo.Compute.Distributed;

/// <summary>A single process: collective operations do nothing.</summary>
internal sealed class SingleProcess : Communicator
{
    public override int Rank => 0;

    public override int Size => 1;

    public override void Sum(Span<float> values)
    {
    }

    public override void Sum(Span<double> values)
    {
    }

    public override void Broadcast(Span<byte> values)
    {
    }

    public override void Barrier()
    {
    }

    public override void Abort(int exitCode) => Environment.Exit(exitCode);
}
