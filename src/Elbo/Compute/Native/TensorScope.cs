using TorchSharp;

namespace Elbo.Compute.Native;

/// <summary>A scope for work on tensors: those created in it are freed at its end, and until then no finalizer frees anything of TorchSharp's. The
/// latter matters because a <see cref="Scalar"/>, which every <c>a + b</c> and <c>2 * a</c> makes, is a handle that its own call does not keep alive:
/// a garbage collection at the wrong microsecond frees the number while libtorch reads it, and the sum is wrong or throws. Finalizers wait at the
/// <see cref="FinalizerGate"/>.</summary>
internal readonly struct TensorScope : IDisposable
{
    private readonly DisposeScope inner;

    private TensorScope(DisposeScope inner) => this.inner = inner;

    /// <summary>Opens a scope on this thread; scopes nest.</summary>
    public static TensorScope Open()
    {
        FinalizerGate.Enter();
#pragma warning disable RS0030 // Only this type may open dispose scopes.
        return new(torch.NewDisposeScope());
#pragma warning restore RS0030
    }

    /// <summary>Tensors of this scope that outlive it.</summary>
    public void Detach(params ReadOnlySpan<IDisposable> kept)
    {
        foreach (var tensor in kept)
            inner.Detach(tensor);
    }

    public void Dispose()
    {
        inner.Dispose();
        FinalizerGate.Leave();
    }
}
