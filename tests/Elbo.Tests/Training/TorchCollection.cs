namespace Elbo.Tests.Training;

/// <summary>Tests that train set libtorch's number of threads, which is global to the process, so they run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection
{
    public const string Name = "training";
}
