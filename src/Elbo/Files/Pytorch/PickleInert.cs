namespace Elbo.Files.Pytorch;

/// <summary>Stands for an object of Python that is of no use here: it takes items and state, and forgets them.</summary>
internal sealed class PickleInert
{
    private PickleInert()
    {
    }

    /// <summary>The only one, so that no number of them takes memory.</summary>
    public static PickleInert Value { get; } = new();
}
